"""The reading room: this quarter's pack, every pack before it, how figures moved, and search."""

from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.periods import FinancialYear, PeriodError
from programme.permissions.meetings import can_read_meetings
from programme.permissions.questions import can_ask, can_read_questions
from programme.selectors.questions import colour_of, questions_about
from programme.views.base import page_of, pages
from reporting import selectors, services
from reporting.choices import CAME_LATER, FileKind, PackKind
from reporting.components import pack_crumbs
from reporting.components_found import EVERY_PACK, asked_in, result, search_filters
from reporting.components_room import choice, edition_words, line_url, place_filters, room_crumbs
from reporting.components_trends import trends
from reporting.document.line_page import line_page
from reporting.document.snapshot import parse
from reporting.models import Pack
from reporting.rules import Subject
from reporting.selectors import room as shelves
from reporting.views.base import give, of_a_pack, refusals_as_pages

EDITIONS_SHOWN = 5
MOST_ASKED = 10
EVERYWHERE = {"packs": EVERY_PACK, "superseded": "yes"}
NARROWING = ("kind", "locality", "outcome", "department", "quarter", "superseded")


@require_safe
def reading_room(request: ActorRequest) -> HttpResponse:
    """This quarter's pack with what it says first, and the ways to everything else."""
    actor = request.actor
    context = {
        "pack": selectors.current_pack(actor),
        "editions": list(shelves.archive(actor)[:EDITIONS_SHOWN]),
        "reads_questions": can_read_questions(actor),
        "reads_meetings": can_read_meetings(actor),
        "may_ask": can_ask(actor),
    }
    return render(request, "reporting/reading_room.html", context)


@require_safe
def pack_archive(request: ActorRequest) -> HttpResponse:
    """Every edition ever published, those superseded too, by year and by whom it is about."""
    years, subjects = shelves.years_and_subjects(request.actor)
    asked = {name: request.GET.get(name, "") for name in ("year", "about")}
    packs = shelves.archive(
        request.actor, year=_year_or_404(asked["year"]), subject=asked["about"][:80]
    )
    page = _page(request, packs)
    about = [(each.slug, _subject_words(each)) for each in subjects]
    context = {
        "packs": page.object_list,
        "has_packs": bool(years),
        "filters": [
            choice(
                "year", "Year", "Every year", [(y.slug, y.label) for y in years], asked["year"]
            ),
            choice("about", "About", "Everything", about, asked["about"]),
        ],
        "pages": _pages(page, "Pages of editions", asked),
        "crumbs": room_crumbs("Every edition"),
    }
    return render(request, "reporting/pack_archive.html", context)


@require_safe
def pack_trends(request: ActorRequest) -> HttpResponse:
    """How ratings, measures, savings and coverage moved, as the packs of each quarter had them."""
    locality, outcome = request.GET.get("locality", ""), request.GET.get("outcome", "")
    names = shelves.names_in_lines(request.actor)
    packs = shelves.drawn_packs(request.actor)
    known = {kind: dict(found) for kind, found in names.items()}
    if (locality and locality not in known["locality"]) or (
        outcome and outcome not in known["outcome"]
    ):
        raise Http404
    counts = shelves.rating_counts(packs, locality=locality, outcome=outcome)
    lines = shelves.figure_lines(packs, outcome=outcome)
    context = {
        "packs": packs,
        "trends": list(trends(packs, counts, lines, locality=locality)) if packs else [],
        "filters": place_filters(names, locality, outcome),
        "crumbs": room_crumbs("Trends"),
    }
    return render(request, "reporting/pack_trends.html", context)


@require_safe
def pack_search(request: ActorRequest) -> HttpResponse:
    """Words in what was published, nearest first."""
    asked = asked_in(request.GET)
    names = shelves.names_in_lines(request.actor)
    quarters = selectors.quarters_with_packs(request.actor)
    is_narrowed = any(request.GET.get(name) for name in NARROWING)
    is_asked = is_narrowed or bool(asked.terms)
    context: dict[str, Any] = {
        "q": request.GET.get("q", ""),
        "asked": asked,
        "is_asked": is_asked,
        "is_narrowed": is_narrowed or asked.packs != PackKind.NATIONAL,
        "everywhere": urlencode({"q": request.GET.get("q", ""), **EVERYWHERE}),
        "filters": search_filters(asked, names, quarters),
        "crumbs": room_crumbs("Search"),
    }
    if is_asked:
        page = _page(request, shelves.found_lines(request.actor, asked))
        context |= {
            "count": page.paginator.count,
            "results": [result(line, asked.terms) for line in page.object_list],
            "pages": _pages(page, "Pages of results", request.GET.dict()),
        }
    return render(request, "reporting/pack_search.html", context)


@require_safe
@refusals_as_pages
@of_a_pack
def pack_line(request: ActorRequest, pack: Pack, line: str) -> HttpResponse:
    """One line of the edition, with the figures it was worked out from as published."""
    stored = services.read_file(
        pack=pack, kind=FileKind.SNAPSHOT, actor=request.actor, at=clock.now()
    )
    found = line_page(parse(stored), line)
    if found is None:
        raise Http404
    context = {
        "pack": pack,
        "page": found,
        "history": [
            (each, line_url(each), edition_words(each.pack))
            for each in shelves.line_history(request.actor, line)
        ],
        "in_force": shelves.in_force(pack),
        "may_ask": pack.is_released and can_ask(request.actor),
        "questions": [
            (each, colour_of(each)) for each in questions_about(request.actor, line)[:MOST_ASKED]
        ],
        "crumbs": pack_crumbs(pack, found.line.kind_label),
    }
    return render(request, "reporting/pack_line.html", context)


@require_safe
@refusals_as_pages
def pack_file(request: ActorRequest, /, kind: str, **address: Any) -> HttpResponse:
    """The HTML edition or the data as tables, as stored."""
    if kind not in CAME_LATER:
        raise Http404
    return give(request, FileKind(kind), **address)


def _subject_words(subject: Subject) -> str:
    kind = str(subject.kind.label)
    return f"{kind}: {subject.name}" if subject.name else kind


def _year_or_404(slug: str) -> FinancialYear | None:
    try:
        return FinancialYear.parse(slug) if slug else None
    except PeriodError as error:
        raise Http404 from error


def _page(request: ActorRequest, rows: Any) -> "Page[Any]":
    return page_of(request, rows)


def _pages(page: Any, label: str, asked: dict[str, str]) -> Any:
    kept = {name: words for name, words in asked.items() if words and name != "page"}
    return pages(page, label, query=urlencode(kept))
