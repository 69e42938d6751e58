"""Which packs there are, and each one's own page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.periods import Quarter
from programme.permissions.meetings import can_read_meetings
from programme.permissions.questions import can_read_questions
from reporting import selectors
from reporting.models import Pack
from reporting.permissions import can_build
from reporting.tables import ArchiveTable
from reporting.views.base import ROWS_ON_A_PAGE, detail_page, of_a_pack, quarter_or_404

BUILDS_SHOWN = 20


@require_safe
def pack_list(request: ActorRequest) -> HttpResponse:
    """The current pack first, then what is being made, then every published edition."""
    asked = request.GET.get("quarter", "")
    chosen = quarter_or_404(asked) if asked else None
    known = selectors.quarters_with_packs(request.actor)
    context: dict[str, Any] = {
        "current": selectors.current_pack(request.actor),
        "quarters": _with(known, chosen),
        "chosen": asked,
        "archive": _archive(request, chosen),
        "reads_questions": can_read_questions(request.actor),
        "reads_meetings": can_read_meetings(request.actor),
    }
    if can_build(request.actor):
        context |= {
            "builds": selectors.builds_at_work(request.actor)[:BUILDS_SHOWN],
            "latest_quarters": selectors.latest_quarters(at=clock.now()),
        }
    return render(request, "reporting/pack_list.html", context)


def _with(known: list[Quarter], chosen: Quarter | None) -> list[Quarter]:
    """The quarters to choose from; the one that is chosen too, if nothing of it is out yet."""
    return sorted({*known, chosen}, reverse=True) if known and chosen else known


def _archive(request: ActorRequest, chosen: Quarter | None) -> ArchiveTable:
    packs = selectors.released_packs(request.actor)
    if chosen is not None:
        packs = packs.filter(period__starts_on=chosen.starts_on)
    which = f" of {chosen.short_label}" if chosen else ""
    empty = f"No pack{which} has been published yet."
    table = ArchiveTable(packs, prefix="archive-", empty_text=empty)
    RequestConfig(request, paginate={"per_page": ROWS_ON_A_PAGE}).configure(table)
    return table


@require_safe
@of_a_pack
def pack_detail(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Where the pack stands, what it rests on, and what may be done with it now."""
    return render(request, "reporting/pack_detail.html", detail_page(request, pack))
