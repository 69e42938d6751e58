"""Asking a question about a line of a published pack."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.drafts.restoring import restore
from localities.models import Locality
from programme.forms.questions import AskForm
from programme.models import Outcome
from programme.permissions.meetings import can_keep_meetings
from programme.permissions.questions import can_ask
from programme.rules.questions import Line
from programme.services.questions import ask_question
from programme.views.base import page_of, pages
from reporting import services
from reporting.choices import FileKind
from reporting.components import pack_crumbs
from reporting.document.lines import KINDS, PackLine, lines_of
from reporting.document.snapshot import parse
from reporting.models import Pack
from reporting.tables import pack_url
from reporting.views.base import of_a_pack, refusals_as_pages

HERE = "Ask about a line"


@require_safe
@refusals_as_pages
@of_a_pack
def pack_lines(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Every line of the pack, to be searched for the one a question is about."""
    _refuse_questions(request, pack)
    lines = _lines(request, pack)
    asked = {name: request.GET.get(name, "") for name in ("q", "kind", "locality")}
    found = _narrowed(lines, asked)
    page = page_of(request, found)
    query = urlencode({name: words for name, words in asked.items() if words})
    context = {
        "pack": pack,
        "lines": page.object_list,
        "count": len(found),
        "asked": asked,
        "kinds": list(KINDS.items()),
        "places": [(line.locality, line.title) for line in lines if line.kind == "locality"],
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
    found = next((each for each in _lines(request, pack) if each.key == line), None)
    if found is None:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        return _ask(request, pack, found, form.cleaned_data)
    restore(form, request)
    form.cancel_url = pack_url("pack-lines", pack)
    context = {"pack": pack, "line": found, "form": form, "crumbs": pack_crumbs(pack, HERE)}
    return render(request, "reporting/pack_ask.html", context)


def _ask(request: ActorRequest, pack: Pack, line: PackLine, given: dict[str, Any]) -> HttpResponse:
    pinned = Line(
        key=line.key, words=line.words, anchor=line.anchor, quarter=pack.period.slug,
        edition=pack.edition, build=pack.build,
    )  # fmt: skip
    asked = ask_question(
        **given,
        line=pinned,
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
    if not pack.is_released:
        raise WrongStateError("Questions are asked about packs that have been published")
    if not pack.is_national:
        raise WrongStateError("Questions are asked about lines of the national pack")


def _lines(request: ActorRequest, pack: Pack) -> Sequence[PackLine]:
    stored = services.read_file(
        pack=pack, kind=FileKind.SNAPSHOT, actor=request.actor, at=clock.now()
    )
    return lines_of(parse(stored))


def _narrowed(lines: Iterable[PackLine], asked: dict[str, str]) -> list[PackLine]:
    """The lines of one kind and place that hold every word that was searched for."""
    words = asked["q"].casefold().split()
    return [
        line
        for line in lines
        if asked["kind"] in ("", line.kind)
        and asked["locality"] in ("", line.locality)
        and all(word in line.words.casefold() for word in words)
    ]
