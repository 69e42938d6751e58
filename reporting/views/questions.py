"""Asking a question about a line of a published pack."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import NotPermittedError
from csplan.drafts.restoring import restore
from localities.models import Locality
from programme.forms.questions import AskForm
from programme.models import Outcome
from programme.permissions.meetings import can_keep_meetings
from programme.permissions.questions import can_ask
from programme.services.questions import ask_question
from programme.views.base import page_of, pages
from reporting.choices_lines import PINNABLE, LineKind
from reporting.components import pack_crumbs
from reporting.document.lines import PackLine
from reporting.models import Pack
from reporting.rules_search import asked_terms, holds, kept_stems
from reporting.tables import pack_url
from reporting.views.base import of_a_pack, refusals_as_pages
from reporting.views.pinning import line_or_404, lines_in, pinned, refuse_unpublished

HERE = "Ask about a line"


@require_safe
@refusals_as_pages
@of_a_pack
def pack_lines(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Every line of the pack, to be searched for the one a question is about."""
    _refuse_questions(request, pack)
    lines = lines_in(request, pack)
    asked = {name: request.GET.get(name, "") for name in ("q", "kind", "locality")}
    found, held = _narrowed(lines, asked), {line.kind for line in lines}
    page = page_of(request, found)
    query = urlencode({name: words for name, words in asked.items() if words})
    context = {
        "pack": pack,
        "lines": page.object_list,
        "count": len(found),
        "asked": asked,
        "kinds": [(kind.value, kind.label) for kind in PINNABLE if kind in held],
        "places": [
            (line.locality, line.title) for line in lines if line.kind is LineKind.LOCALITY
        ],
        "pages": pages(page, "Pages of lines", query=query),
        "may_pin": can_keep_meetings(request.actor),
        "crumbs": pack_crumbs(pack, HERE),
    }
    return render(request, "reporting/pack_lines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
@of_a_pack
def pack_ask(request: ActorRequest, pack: Pack, line: str) -> HttpResponse:
    """The question about one line, as this edition published it."""
    _refuse_questions(request, pack)
    found = line_or_404(request, pack, line)
    form = AskForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        return _ask(request, pack, found, form.cleaned_data)
    restore(form, request)
    form.cancel_url = pack_url("pack-lines", pack)
    context = {"pack": pack, "line": found, "form": form, "crumbs": pack_crumbs(pack, HERE)}
    return render(request, "reporting/pack_ask.html", context)


def _ask(request: ActorRequest, pack: Pack, line: PackLine, given: dict[str, Any]) -> HttpResponse:
    asked = ask_question(
        **given,
        line=pinned(pack, line),
        locality=Locality.objects.filter(slug=line.locality).first() if line.locality else None,
        outcome=Outcome.objects.filter(pk=line.outcome).first() if line.outcome else None,
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, "The question was sent to the national team")
    return redirect(reverse("programme:question-detail", args=[asked.pk]))


def _refuse_questions(request: ActorRequest, pack: Pack) -> None:
    if not can_ask(request.actor):
        raise NotPermittedError("Only members of the National Steering Group ask questions")
    refuse_unpublished(pack, "Questions are asked about packs that have been published")


def _narrowed(lines: Iterable[PackLine], asked: dict[str, str]) -> list[PackLine]:
    """The lines of one kind and place that hold every word, found as a search finds them."""
    terms = asked_terms(asked["q"])
    return [
        line
        for line in lines
        if asked["kind"] in ("", line.kind)
        and asked["locality"] in ("", line.locality)
        and holds(kept_stems(line.words), terms)
    ]
