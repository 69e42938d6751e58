"""The history as a whole: searched, read event by event, exported and checked."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from csplan.accounts.actors import Actor
from csplan.accounts.middleware import ActorRequest
from csplan.audit import selectors, verifier
from csplan.audit.chain import lines, verify_history
from csplan.audit.forms import SearchForm
from csplan.audit.permissions import can_read_words, can_search
from csplan.audit.services import seal_all
from csplan.audit.verifier import BrokenError
from csplan.core.components import Crumb
from csplan.core.tabular.writing import csv_parts

CHECKED_AT_ONCE = 100_000
PAGING = "older_than"
Args = ParamSpec("Args")
View = Callable[Concatenate[ActorRequest, Args], HttpResponseBase]


def only_for(right: Callable[[Actor], bool]) -> Callable[[View[Args]], View[Args]]:
    """Answer 403 to whoever lacks the right."""

    def guard(view: View[Args]) -> View[Args]:
        @wraps(view)
        def guarded(
            request: ActorRequest, /, *args: Args.args, **kwargs: Args.kwargs
        ) -> HttpResponseBase:
            if not right(request.actor):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@require_safe
@only_for(can_search)
def event_list(request: ActorRequest) -> HttpResponse:
    """What was found, latest first, some at a time."""
    form = SearchForm(request.GET.dict())
    events = selectors.found(form.search(), actor=request.actor)
    page = selectors.page_of(events, actor=request.actor, older_than=_number(request))
    context = {
        "form": form,
        "page": page,
        "reads_words": can_read_words(request.actor),
        "older_url": _url(request, **{PAGING: str(page.older_than)}) if page.older_than else "",
        "is_first_page": PAGING not in request.GET,
        "first_url": _url(request),
        "export_url": f"{reverse('audit:event-export')}{_url(request)}",
    }
    return render(request, "audit/event_list.html", context)


@require_safe
@only_for(can_search)
def event_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One event; what it says before and after is for auditors alone."""
    event = get_object_or_404(selectors.visible_to(request.actor), pk=pk)
    reads_words = can_read_words(request.actor)
    context = {
        "line": selectors.line_of(event, actor=request.actor),
        "reads_words": reads_words,
        "differences": selectors.differences(event) if reads_words else (),
        "crumbs": [Crumb("History", reverse("audit:event-list")), Crumb("Event")],
    }
    return render(request, "audit/event_detail.html", context)


@require_safe
@only_for(can_read_words)
def event_export(request: ActorRequest) -> HttpResponseBase:
    """Everything that was found, as CSV."""
    events = selectors.found(SearchForm(request.GET.dict()).search(), actor=request.actor)
    parts = csv_parts(selectors.HEADINGS, selectors.export_rows(events))
    return _file(
        StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8"), "history.csv"
    )


@require_safe
@only_for(can_read_words)
def chain_export(request: ActorRequest) -> HttpResponseBase:
    """The whole chain, for the verifier."""
    response = StreamingHttpResponse(lines(), content_type="application/jsonl; charset=utf-8")
    return _file(response, "history.jsonl")


@require_safe
@only_for(can_read_words)
def verifier_file(request: ActorRequest) -> HttpResponseBase:
    """The program that checks an export of the chain, for people outside."""
    program = Path(verifier.__file__).read_bytes()
    return _file(HttpResponse(program, content_type="text/x-python; charset=utf-8"), "verifier.py")


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(can_read_words)
def verify(request: ActorRequest) -> HttpResponse:
    """Check the end of the chain at once; how to check all of it, here and outside."""
    context = {
        "head": selectors.chain_head(),
        "checked_at_once": CHECKED_AT_ONCE,
        "crumbs": [Crumb("History", reverse("audit:event-list")), Crumb("Check the history")],
    }
    if request.method == "POST":
        context |= _checked()
    return render(request, "audit/verify.html", context)


def _checked() -> dict[str, object]:
    """What checking the chain found."""
    seal_all()
    try:
        head = verify_history(latest=CHECKED_AT_ONCE)
    except BrokenError as error:
        return {"is_checked": True, "fault": error}
    first = max(head.sequence - CHECKED_AT_ONCE, 0) + 1
    return {"is_checked": True, "head": head, "first": first}


def _file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _number(request: ActorRequest) -> int | None:
    text = request.GET.get(PAGING, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _url(request: ActorRequest, **changes: str) -> str:
    """This page's query string, from its first page, with the changes."""
    query = request.GET.copy()
    query.pop(PAGING, None)
    query.update(changes)
    return f"?{query.urlencode()}" if query else ""
