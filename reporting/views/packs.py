"""Which packs there are, and each one's own page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
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
    context: dict[str, Any] = {
        "current": selectors.current_pack(request.actor),
        "quarters": selectors.quarters_with_packs(request.actor),
        "chosen": request.GET.get("quarter", ""),
        "archive": _archive(request),
        "reads_questions": can_read_questions(request.actor),
    }
    if can_build(request.actor):
        context |= {
            "builds": selectors.builds_at_work(request.actor)[:BUILDS_SHOWN],
            "latest_quarters": selectors.latest_quarters(at=clock.now()),
        }
    return render(request, "reporting/pack_list.html", context)


def _archive(request: ActorRequest) -> ArchiveTable:
    packs = selectors.released_packs(request.actor)
    if chosen := request.GET.get("quarter"):
        packs = packs.filter(period__starts_on=quarter_or_404(chosen).starts_on)
    table = ArchiveTable(packs, prefix="archive-", empty_text="No pack has been published yet.")
    RequestConfig(request, paginate={"per_page": ROWS_ON_A_PAGE}).configure(table)
    return table


@require_safe
@of_a_pack
def pack_detail(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Where the pack stands, what it rests on, and what may be done with it now."""
    return render(request, "reporting/pack_detail.html", detail_page(request, pack))
