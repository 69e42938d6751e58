"""Pages about monitoring packs."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter
from csplan.core.views import error_page
from programme.permissions.questions import can_ask, can_read_questions
from reporting import selectors, services
from reporting.choices import BuildStep, FileKind
from reporting.components import DetailPage, build_crumbs, pack_crumbs
from reporting.dispatch import enqueue_build
from reporting.forms import BuildForm, DecisionForm
from reporting.models import Pack
from reporting.permissions import can_build, can_build_with_gaps
from reporting.tables import ArchiveTable, pack_url

ROWS_ON_A_PAGE = 20
BUILDS_SHOWN = 20
QUEUE_IS_AWAY = (
    "The queue is not answering. The pack has been asked for and will be built by itself "
    "when the queue is back: there is no need to ask again."
)
NO_VERSION = -1

Args = ParamSpec("Args")


def refusals_as_pages(
    view: Callable[Concatenate[ActorRequest, Args], HttpResponse],
) -> Callable[Concatenate[ActorRequest, Args], HttpResponse]:
    """Answer a refusal of a service with its status and its words."""

    @wraps(view)
    def answer(request: ActorRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
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
        packs = packs.filter(period__starts_on=_quarter_or_404(chosen).starts_on)
    table = ArchiveTable(packs, prefix="archive-", empty_text="No pack has been published yet.")
    RequestConfig(request, paginate={"per_page": ROWS_ON_A_PAGE}).configure(table)
    return table


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def pack_build(request: ActorRequest, period: str) -> HttpResponse:
    """What a pack of the quarter would rest on, and the button that builds it."""
    if not can_build(request.actor):
        raise PermissionDenied
    row = _period_or_404(period)
    ready = selectors.readiness(row, at=clock.now())
    needs_reason = not ready.is_complete and can_build_with_gaps(request.actor)
    data = request.POST if request.method == "POST" else None
    form = BuildForm(data, needs_reason=needs_reason)
    if form.is_valid():
        return _request_pack(request, row, form.cleaned_data.get("gap_reason", ""))
    context = {"ready": ready, "form": form, "crumbs": build_crumbs(row)} | {
        "may_build": bool(ready.returns) and (ready.is_complete or needs_reason),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reporting/pack_build.html", context, status=status)


def _request_pack(request: ActorRequest, period: ReportingPeriod, reason: str) -> HttpResponse:
    pack = services.request_pack(
        period=period, gap_reason=reason, actor=request.actor, at=clock.now()
    )
    transaction.on_commit(partial(_enqueue, request, pack))
    return redirect(pack_url("pack-detail", pack))


def _enqueue(request: ActorRequest, pack: Pack) -> None:
    if not enqueue_build(pack.pk):
        messages.warning(request, QUEUE_IS_AWAY)


@require_safe
def pack_detail(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    """Where the pack stands, what it rests on, and what may be done with it now."""
    pack = _pack_or_404(request, period, edition, build)
    newest = selectors.next_edition(pack.period)
    page = DetailPage(pack, request.actor, next_edition=newest)
    return render(request, "reporting/pack_detail.html", {"page": page, "pack": pack})


@require_safe
def pack_progress(request: ActorRequest, period: str, edition: int, build: int) -> JsonResponse:
    """How far the build is, for the script that shows it."""
    pack = _pack_or_404(request, period, edition, build)
    return JsonResponse(
        {
            "state": pack.state,
            "words": pack.progress_words,
            "done": pack.steps_done,
            "total": len(BuildStep),
            "finished": not pack.is_in_progress,
        }
    )


@require_safe
@refusals_as_pages
def pack_read(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    """The pack as a page: the words that were stored, as they were stored."""
    pack = _pack_or_404(request, period, edition, build)
    stored = _file(request, pack, FileKind.PAGE).decode()
    # Made by our own templates, which escape, and unaltered since: its digest has been checked.
    context = {"pack": pack, "words": SafeString(stored), "crumbs": pack_crumbs(pack, "Read it")}
    context["may_ask"] = pack.is_released and can_ask(request.actor)
    return render(request, "reporting/pack_read.html", context)


@require_safe
@refusals_as_pages
def pack_download(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    """The PDF, as stored."""
    pack = _pack_or_404(request, period, edition, build)
    data = _file(request, pack, FileKind.PDF)
    return _attachment(data, "application/pdf", f"{pack.file_stem}.pdf")


@require_safe
@refusals_as_pages
def pack_snapshot(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    """The data the pack was made from, as stored."""
    pack = _pack_or_404(request, period, edition, build)
    data = _file(request, pack, FileKind.SNAPSHOT)
    return _attachment(data, "application/json", f"{pack.file_stem}.json")


@require_POST
@refusals_as_pages
def pack_propose(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    pack = _pack_or_404(request, period, edition, build)
    services.propose_pack(
        pack=pack, version=_version_seen(request), actor=request.actor, at=clock.now()
    )
    messages.success(request, f"{pack.title}: proposed to the Head of CS Local")
    return redirect(pack_url("pack-detail", pack))


@require_POST
@refusals_as_pages
def pack_publish(request: ActorRequest, period: str, edition: int, build: int) -> HttpResponse:
    pack = _pack_or_404(request, period, edition, build)
    services.publish_pack(
        pack=pack, version=_version_seen(request), actor=request.actor, at=clock.now()
    )
    messages.success(request, f"{pack.title}: edition {pack.edition} is published")
    return redirect(pack_url("pack-detail", pack))


def _file(request: ActorRequest, pack: Pack, kind: FileKind) -> bytes:
    return services.read_file(pack=pack, kind=kind, actor=request.actor, at=clock.now())


def _attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(data)),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)


def _version_seen(request: ActorRequest) -> int:
    """The version on the page that was sent; one no pack has when the page does not say."""
    form = DecisionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else NO_VERSION


def _pack_or_404(request: ActorRequest, period: str, edition: int, build: int) -> Pack:
    pack = selectors.find_pack(request.actor, _quarter_or_404(period), edition, build)
    if pack is None:
        raise Http404
    return pack


def _period_or_404(slug: str) -> ReportingPeriod:
    return get_object_or_404(ReportingPeriod.objects.for_quarter(_quarter_or_404(slug)))


def _quarter_or_404(slug: str) -> Quarter:
    try:
        return Quarter.parse(slug)
    except PeriodError as error:
        raise Http404 from error
