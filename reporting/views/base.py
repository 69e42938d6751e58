"""What pages about packs share: finding the pack, answering a refusal, giving out a file."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter
from csplan.core.views import error_page
from reporting import selectors
from reporting.choices import FileKind
from reporting.components import DetailPage
from reporting.forms import ProposeForm
from reporting.models import Pack
from reporting.permissions import can_build
from reporting.rules import NATIONAL
from reporting.selectors.resting import RESTS_ON, changed_since
from reporting.services.downloads import give_copy

ROWS_ON_A_PAGE = 20
CONTENT_TYPES: dict[str, str] = {
    FileKind.SNAPSHOT: "application/json",
    FileKind.PDF: "application/pdf",
    FileKind.EDITION: "text/html; charset=utf-8",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.CSV: "application/zip",
}

Args = ParamSpec("Args")
Answer = HttpResponse


def refusals_as_pages(
    view: Callable[Concatenate[ActorRequest, Args], Answer],
) -> Callable[Concatenate[ActorRequest, Args], Answer]:
    """Answer a refusal of a service with its status and its words."""

    @wraps(view)
    def answer(request: ActorRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> Answer:
        try:
            return view(request, *args, **kwargs)
        except RefusedError as refusal:
            return _refusal_page(request, refusal)

    return answer


def _refusal_page(request: ActorRequest, refusal: RefusedError) -> HttpResponse:
    if refusal.status in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
        return error_page(request, HTTPStatus(refusal.status), message=refusal.message)
    context = {"message": refusal.message}
    return render(request, "reporting/refused.html", context, status=refusal.status)


def of_a_pack(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give the view the pack its address names, with its period and people; 404 without it."""

    @wraps(view)
    def answer(
        request: ActorRequest,
        period: str,
        edition: int,
        build: int,
        subject: str = NATIONAL.slug,
        **rest: object,
    ) -> Answer:
        quarter = quarter_or_404(period)
        pack = selectors.find_pack(request.actor, quarter, edition, build, subject)
        if pack is None:
            raise Http404
        return view(request, pack, **rest)

    return answer


def detail_page(
    request: ActorRequest, pack: Pack, sent: ProposeForm | None = None
) -> dict[str, Any]:
    """What the pack's own page shows the person."""
    newest = selectors.next_edition(pack.period, pack.subject)
    page = DetailPage(
        pack,
        request.actor,
        next_edition=newest,
        sent=sent,
        later=selectors.edition_after(pack) if pack.superseded_at else None,
        reproduction=selectors.last_reproduction(pack) if pack.is_released else None,
        ended=selectors.ended_proposals(pack) if can_build(request.actor) else (),
        changed=changed_since(pack.manifest.get(RESTS_ON, [])) if pack.is_draft else (),
    )
    return {"page": page, "pack": pack}


def give(
    request: ActorRequest,
    kind: FileKind,
    *,
    period: str,
    edition: int,
    build: int,
    subject: str = NATIONAL.slug,
) -> HttpResponse:
    """A copy of the file to keep, written down.

    One query finds the pack, one reads the bytes, and one statement notes that they were given.
    """
    address = (quarter_or_404(period), edition, build, subject)
    pack = selectors.find_pack_to_give(request.actor, *address)
    if pack is None or (pack.is_whole and not pack.digest_of(kind)):
        raise Http404
    copy = give_copy(pack=pack, kind=kind, actor=request.actor, at=clock.now())
    return attachment(copy.data, CONTENT_TYPES[kind], copy.name)


def attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    """The bytes as a file to keep."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(data)),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)


def period_or_404(slug: str) -> ReportingPeriod:
    return get_object_or_404(ReportingPeriod.objects.for_quarter(quarter_or_404(slug)))


def quarter_or_404(slug: str) -> Quarter:
    try:
        return Quarter.parse(slug)
    except PeriodError as error:
        raise Http404 from error
