"""One person's objectives for one year: as they stand, as they stood, and how they changed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from csplan.core.components import Crumb
from csplan.core.word_changes import WordRun, word_runs
from objectives.models import SetRevision
from objectives.rules.changes import Change, changes_between
from objectives.rules.content import Content
from objectives.rules.reading import Reading, read_content
from objectives.selectors.published import (
    Standing,
    content_of,
    history_basis,
    history_of,
    standing_of,
)
from objectives.views.published.caching import Keep, answered, page


@dataclass(frozen=True)
class ShownChange:
    """A change, and where both texts are there, how one departs from the other."""

    change: Change
    runs: tuple[WordRun, ...]


@dataclass(frozen=True)
class ShownRevision:
    """A line of the history; revision 1 changes nothing."""

    revision: SetRevision
    changes: tuple[ShownChange, ...]


@login_not_required
@require_safe
def set_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The objectives as they stand."""
    return _revision(request, standing_or_404(slug))


@login_not_required
@require_safe
def revision_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One revision, whatever came after it."""
    return _revision(request, standing_or_404(slug, number))


@login_not_required
@require_safe
def set_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every revision: when, why, and what it changed."""
    basis = history_basis(slug)
    if not basis.parts:
        raise Http404
    made_of = ("history", *basis.parts)
    return answered(
        request, made_of, basis.changed_at, Keep.BRIEFLY, lambda: _history(request, slug)
    )


def standing_or_404(slug: str, number: int | None = None) -> Standing:
    standing = standing_of(slug, number)
    if standing is None:
        raise Http404
    return standing


def _revision(request: HttpRequest, standing: Standing) -> HttpResponse:
    # What is superseded stays so: its page can change no more, unless its PDF is on its way.
    is_settled = standing.is_superseded and standing.printed.is_made
    made_of = ("revision", standing.digest, standing.is_superseded, standing.printed)
    keep = Keep.FOR_A_DAY if is_settled else Keep.BRIEFLY
    return answered(
        request, made_of, standing.changed_at, keep, lambda: _revision_page(request, standing)
    )


def _revision_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    reading = read_content(content_of(standing))
    address = reverse("objectives:revision-detail", args=[standing.slug, standing.number])
    context = {
        "reading": reading,
        "standing": standing,
        "crumbs": crumbs(reading.content),
        "permanent_address": f"{settings.CSPLAN_ADDRESS}{address}",
    }
    return page(request, "objectives/public/revision.html", context)


def _history(request: HttpRequest, slug: str) -> HttpResponse:
    found = history_of(slug)
    latest = found[0][1]
    context = {
        "reading": Reading(latest, ()),
        "revisions": _shown(found),
        "crumbs": [*crumbs(latest, is_here=False), Crumb("Amendments")],
    }
    return page(request, "objectives/public/history.html", context)


def _shown(found: list[tuple[SetRevision, Content]]) -> list[ShownRevision]:
    before = [content for _, content in found[1:]]
    lines = [
        ShownRevision(revision, tuple(map(_shown_change, changes_between(earlier, content))))
        for (revision, content), earlier in zip(found, before, strict=False)
    ]
    return [*lines, ShownRevision(found[-1][0], ())]


def _shown_change(change: Change) -> ShownChange:
    is_text = change.before and change.after
    return ShownChange(change, word_runs(change.before, change.after) if is_text else ())


def crumbs(content: Content, *, is_here: bool = True) -> list[Crumb]:
    department, year = content["department"], content["year"].replace("/", "-")
    own = "" if is_here else reverse("objectives:set-detail", args=[content["id"]])
    return [
        Crumb("Published objectives", reverse("objectives:set-list")),
        Crumb(content["year"], reverse("objectives:year-detail", args=[year])),
        Crumb(
            department["name"],
            reverse("objectives:department-detail", args=[year, department["id"]]),
        ),
        Crumb(content["holder"], own),
    ]
