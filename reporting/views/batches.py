"""Packs that are built together: asking for them, watching them, trying again."""

from collections.abc import Iterable
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
from csplan.core.components import Crumb
from reporting import selectors
from reporting.components import HOME, build_crumbs, list_crumb
from reporting.dispatch import enqueue_builds
from reporting.forms_building import BatchForm
from reporting.models import Pack, PackBatch
from reporting.permissions import can_build, can_build_with_gaps
from reporting.selectors import batches as batch_selectors
from reporting.selectors.subjects import subjects_of
from reporting.services.batches import request_packs, retry_failed
from reporting.views.base import period_or_404, refusals_as_pages
from reporting.views.builds import QUEUE_IS_AWAY


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def batch_build(request: ActorRequest, period: str) -> HttpResponse:
    """Which packs of the quarter are to be built, and the button that builds them."""
    if not can_build(request.actor):
        raise PermissionDenied
    row = period_or_404(period)
    ready = selectors.readiness(row, at=clock.now())
    needs_reason = not ready.is_complete and can_build_with_gaps(request.actor)
    data = request.POST if request.method == "POST" else None
    form = BatchForm(data, needs_reason=needs_reason, subjects=subjects_of(row))
    if form.is_valid():
        batch = request_packs(
            period=row,
            subjects=form.chosen,
            gap_reason=form.cleaned_data.get("gap_reason", ""),
            actor=request.actor,
            at=clock.now(),
        )
        return _queued(request, batch, batch.packs.order_by("pk"))
    may_build = bool(ready.returns) and (ready.is_complete or needs_reason)
    crumbs = [*build_crumbs(row)[:-1], Crumb(f"Build packs for {row.quarter.short_label}")]
    context = {"ready": ready, "form": form, "may_build": may_build, "crumbs": crumbs}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reporting/batch_build.html", context, status=status)


@require_safe
def batch_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """How far each of the packs is, with the way to it."""
    batch = _batch_or_404(request, pk)
    context = {
        "batch": batch,
        "progress": batch_selectors.batch_progress(batch),
        "crumbs": [*HOME, list_crumb(), Crumb(f"Packs for {batch.period.quarter.short_label}")],
    }
    return render(request, "reporting/batch_detail.html", context)


@require_safe
def batch_progress(request: ActorRequest, pk: int) -> JsonResponse:
    """How far the packs are, for the script that shows it."""
    found = batch_selectors.batch_progress(_batch_or_404(request, pk))
    return JsonResponse(
        {
            "words": found.words,
            "done": found.steps_done,
            "total": found.steps,
            "finished": found.is_finished,
        }
    )


@require_POST
@refusals_as_pages
def batch_retry(request: ActorRequest, pk: int) -> HttpResponse:
    """Have those that failed built again."""
    batch = _batch_or_404(request, pk)
    packs = retry_failed(batch=batch, actor=request.actor, at=clock.now())
    return _queued(request, batch, packs)


def _queued(request: ActorRequest, batch: PackBatch, packs: Iterable[Pack]) -> HttpResponse:
    transaction.on_commit(partial(_enqueue, request, [each.pk for each in packs]))
    return redirect("reporting:batch-detail", pk=batch.pk)


def _enqueue(request: ActorRequest, pack_ids: list[int]) -> None:
    if not enqueue_builds(pack_ids):
        messages.warning(request, QUEUE_IS_AWAY)


def _batch_or_404(request: ActorRequest, pk: int) -> PackBatch:
    batch = batch_selectors.find_batch(request.actor, pk)
    if batch is None:
        raise Http404
    return batch
