"""Everything published: searched, and gathered by year and department."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from csplan.core.components import Crumb, PageLink, Pages
from csplan.core.periods import FinancialYear, PeriodError
from objectives.choices import SetLevel
from objectives.models import RevisionEntry
from objectives.rules.reading import read_content
from objectives.rules.searching import passages, terms
from objectives.selectors.compendiums import Scope
from objectives.selectors.published import (
    Basis,
    compendium_basis,
    compendium_entries,
    contents_by_revision,
    departments_published,
    entries_basis,
    found_entries,
    years_published,
)
from objectives.views.published.caching import Keep, answered, page

FOUND_ON_A_PAGE = 20
ENTRIES_ON_A_PAGE = 100
READ_ON_A_PAGE = 10
PASSAGES = 3


@dataclass(frozen=True)
class Found:
    """A line of the search, with the first items that hold what was asked for."""

    entry: RevisionEntry
    passages: tuple[tuple[str, str], ...]

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.entry.year_start)

    @property
    def level(self) -> str:
        return SetLevel(self.entry.level).label


@login_not_required
@require_safe
def set_list(request: HttpRequest) -> HttpResponse:
    """The objectives that stand, narrowed by words, year and department."""
    basis = entries_basis()
    made_of = ("list", request.GET.urlencode(), *basis.parts)
    return answered(request, made_of, basis.changed_at, Keep.BRIEFLY, lambda: _list(request))


@login_not_required
@require_safe
def year_detail(request: HttpRequest, year: str) -> HttpResponse:
    """Whose objectives are published for a year, department by department."""
    scope = Scope(year_or_404(year))
    return _compendium(request, scope, "year")


@login_not_required
@require_safe
def department_detail(request: HttpRequest, year: str, department: str) -> HttpResponse:
    """Everything a department published for a year, in full."""
    scope = Scope(year_or_404(year), department)
    return _compendium(request, scope, "department")


def year_or_404(slug: str) -> FinancialYear:
    """The year an address names, in the one way addresses name it."""
    try:
        year = FinancialYear.parse(slug)
    except PeriodError as error:
        raise Http404 from error
    if year.slug != slug:
        raise Http404
    return year


def compendium_or_404(scope: Scope) -> Basis:
    basis = compendium_basis(scope)
    if not basis.parts:
        raise Http404
    return basis


def _list(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    departments = dict(departments_published())
    year_start, department = _year_asked(request), request.GET.get("department", "")
    # Any other text is no department, and some the database would not even take.
    department = department if department in departments else ""
    words = terms(asked)
    rows = found_entries(year_start=year_start, department_slug=department, terms=words)
    shown = Paginator(rows, FOUND_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": _found(shown.object_list, words),
        "count": shown.paginator.count,
        "asked": asked,
        "year_start": year_start,
        "department": department,
        "is_narrowed": bool(words or year_start or department),
        "years": years_published(),
        "departments": departments.items(),
        "pages": pages_of(shown, request.GET),
    }
    return page(request, "objectives/public/list.html", context)


def _found(entries: Iterable[RevisionEntry], words: tuple[str, ...]) -> list[Found]:
    """The lines; where words were asked for, with what holds them."""
    rows = list(entries)
    if not words:
        return [Found(entry, ()) for entry in rows]
    contents = contents_by_revision(entry.pk for entry in rows)
    return [Found(entry, passages(contents[entry.pk], words, most=PASSAGES)) for entry in rows]


def _year_asked(request: HttpRequest) -> int | None:
    try:
        return FinancialYear.parse(request.GET.get("year", "")).start_year
    except PeriodError:
        return None


def _compendium(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    basis = compendium_or_404(scope)
    made_of = (name, request.GET.urlencode(), *basis.parts)
    make = _department_page if scope.department_slug else _year_page
    return answered(
        request, made_of, basis.changed_at, Keep.BRIEFLY, lambda: make(request, scope, basis)
    )


def _year_page(request: HttpRequest, scope: Scope, basis: Basis) -> HttpResponse:
    rows = Paginator(compendium_entries(scope), ENTRIES_ON_A_PAGE)
    shown = rows.get_page(request.GET.get("page"))
    groups = groupby(
        shown.object_list, lambda entry: (entry.department_slug, entry.department_name)
    )
    context = {
        "departments": [(slug, name, _found(list(rows), ())) for (slug, name), rows in groups],
        "crumbs": [_first_crumb(), Crumb(scope.year.label)],
    }
    return _scope_page(request, scope, basis, shown, context)


def _department_page(request: HttpRequest, scope: Scope, basis: Basis) -> HttpResponse:
    rows = Paginator(compendium_entries(scope), READ_ON_A_PAGE)
    shown = rows.get_page(request.GET.get("page"))
    entries = list(shown.object_list)
    contents = contents_by_revision(entry.pk for entry in entries)
    name = entries[0].department_name
    year_url = reverse("objectives:year-detail", args=[scope.year.slug])
    context = {
        "name": name,
        "readings": [read_content(contents[entry.pk]) for entry in entries],
        "crumbs": [_first_crumb(), Crumb(scope.year.label, year_url), Crumb(name)],
    }
    return _scope_page(request, scope, basis, shown, context)


def _scope_page(
    request: HttpRequest,
    scope: Scope,
    basis: Basis,
    shown: Page[RevisionEntry],
    context: Mapping[str, object],
) -> HttpResponse:
    shared = {
        "scope": scope,
        "count": shown.paginator.count,
        "basis": basis,
        "pages": pages_of(shown, request.GET),
    }
    name = "department" if scope.department_slug else "year"
    return page(request, f"objectives/public/{name}.html", {**shared, **context})


def _first_crumb() -> Crumb:
    return Crumb("Published objectives", reverse("objectives:set-list"))


def pages_of(shown: Page[RevisionEntry], query: QueryDict) -> Pages | None:
    """The pagination list; None when everything fits on one page."""
    if shown.paginator.num_pages <= 1:
        return None

    def address(number: int) -> str:
        kept = query.copy()
        kept["page"] = str(number)
        return f"?{kept.urlencode()}"

    numbers = shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)
    links = [
        PageLink(number, address(number), number == shown.number)
        if isinstance(number, int)
        else PageLink(None)
        for number in numbers
    ]
    return Pages(
        items=links,
        previous_url=address(shown.number - 1) if shown.has_previous() else "",
        next_url=address(shown.number + 1) if shown.has_next() else "",
        label="Pages of published objectives",
    )
