"""Asking for packs, watching them being built, putting them forward and deciding on them."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.models import ReportingPeriod
from csplan.drafts.restoring import restore
from reporting import selectors, services
from reporting.choices import BuildStep
from reporting.components import TURN_DOWN, build_crumbs, pack_crumbs, proposal, turning_down
from reporting.dispatch import enqueue_build
from reporting.forms import DecisionForm, TurnDownForm
from reporting.forms_building import PackBuildForm
from reporting.models import Pack
from reporting.permissions import can_build, can_build_with_gaps, can_propose
from reporting.rules import NATIONAL, Subject, pack_title
from reporting.selectors.subjects import subject_of
from reporting.tables import pack_url
from reporting.views.base import detail_page, of_a_pack, period_or_404, refusals_as_pages

QUEUE_IS_AWAY = (
    "The queue is not answering. The pack has been asked for and will be built by itself "
    "when the queue is back: there is no need to ask again."
)
NO_VERSION = -1


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def pack_build(request: ActorRequest, period: str, subject: str = NATIONAL.slug) -> HttpResponse:
    """What a pack would rest on, the sections it is to have, and the button that builds it."""
    row, about = _asked_for(request, period, subject)
    ready = selectors.readiness(row, at=clock.now())
    needs_reason = not ready.is_complete and can_build_with_gaps(request.actor)
    data = request.POST if request.method == "POST" else None
    form = PackBuildForm(data, needs_reason=needs_reason, kind=about.kind)
    if form.is_valid():
        return _request_pack(request, row, about, form)
    title = pack_title(about.kind, about.name, row.quarter)
    context = {"ready": ready, "form": form, "title": title, "crumbs": build_crumbs(row)} | {
        "may_build": bool(ready.returns) and (ready.is_complete or needs_reason),
        "is_national": about == NATIONAL,
        "published": selectors.next_edition(row, about.slug) - 1,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reporting/pack_build.html", context, status=status)


def _asked_for(request: ActorRequest, period: str, slug: str) -> tuple[ReportingPeriod, Subject]:
    if not can_build(request.actor):
        raise PermissionDenied
    row = period_or_404(period)
    subject = NATIONAL if slug == NATIONAL.slug else subject_of(row, slug)
    if subject is None:
        raise Http404
    return row, subject


def _request_pack(
    request: ActorRequest, period: ReportingPeriod, subject: Subject, form: PackBuildForm
) -> HttpResponse:
    pack = services.request_pack(
        period=period,
        subject=subject,
        sections=form.chosen_sections,
        gap_reason=form.cleaned_data.get("gap_reason", ""),
        actor=request.actor,
        at=clock.now(),
    )
    transaction.on_commit(partial(_enqueue, request, pack))
    return redirect(pack_url("pack-detail", pack))


def _enqueue(request: ActorRequest, pack: Pack) -> None:
    if not enqueue_build(pack.pk):
        messages.warning(request, QUEUE_IS_AWAY)


@require_safe
@of_a_pack
def pack_progress(request: ActorRequest, pack: Pack) -> JsonResponse:
    """How far the build is, for the script that shows it."""
    return JsonResponse(
        {
            "state": pack.state,
            "words": pack.progress_words,
            "done": pack.steps_done,
            "total": len(BuildStep),
            "finished": not pack.is_in_progress,
        }
    )


@require_POST
@refusals_as_pages
@of_a_pack
def pack_propose(request: ActorRequest, pack: Pack) -> HttpResponse:
    form = proposal(pack, request.POST)
    if "note" in form.errors and "version" not in form.errors and can_propose(request.actor):
        page = detail_page(request, pack, sent=form)
        return render(request, "reporting/pack_detail.html", page, status=422)
    services.propose_pack(
        pack=pack,
        version=_version_seen(request),
        note=form.cleaned_data.get("note", ""),
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, f"{pack.title}: proposed to the Head of CS Local")
    return redirect(pack_url("pack-detail", pack))


@require_POST
@refusals_as_pages
@of_a_pack
def pack_withdraw(request: ActorRequest, pack: Pack) -> HttpResponse:
    services.withdraw_pack(
        pack=pack, version=_version_seen(request), actor=request.actor, at=clock.now()
    )
    messages.success(request, f"{pack.title}: the proposal is withdrawn")
    return redirect(pack_url("pack-detail", pack))


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
@of_a_pack
def pack_turn_down(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Why a proposed pack is not published."""
    services.refuse_turning_down(pack=pack, actor=request.actor)
    data = request.POST if request.method == "POST" else None
    form = turning_down(pack, data)
    if data is not None and "reason" not in form.errors:
        return _turn_down(request, pack, form)
    restore(form, request)
    context = {"pack": pack, "form": form, "crumbs": pack_crumbs(pack, TURN_DOWN)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reporting/pack_turn_down.html", context, status=status)


def _turn_down(request: ActorRequest, pack: Pack, form: TurnDownForm) -> HttpResponse:
    services.turn_down_pack(
        pack=pack,
        version=form.cleaned_data.get("version", NO_VERSION),
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, f"{pack.title}: turned down. The national team is told why")
    return redirect(pack_url("pack-detail", pack))


@require_POST
@refusals_as_pages
@of_a_pack
def pack_publish(request: ActorRequest, pack: Pack) -> HttpResponse:
    services.publish_pack(
        pack=pack, version=_version_seen(request), actor=request.actor, at=clock.now()
    )
    messages.success(request, f"{pack.title}: edition {pack.edition} is published")
    return redirect(pack_url("pack-detail", pack))


def _version_seen(request: ActorRequest) -> int:
    """The version on the page that was sent; one no pack has when the page does not say."""
    form = DecisionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else NO_VERSION
