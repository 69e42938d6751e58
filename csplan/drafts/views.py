"""Keeping and discarding drafts, and the page for a form whose session is another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from csplan.core import clock, draft_tokens
from csplan.core.draft_tokens import DraftToken
from csplan.core.errors import RefusedError
from csplan.core.views import csrf_refusal
from csplan.core.worded_moments import time_words
from csplan.drafts.posted import keep_posted, token_of
from csplan.drafts.rules import words_of
from csplan.drafts.services import discard_draft, keep_draft


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is in the form: a line of JSON for the script, back to the page for a button."""
    token = _own_token(request)
    words, at = words_of(request.POST.lists()), clock.now()
    try:
        keep_draft(owner_id=token.owner_id, page=token.page, words=words, at=at)
    except RefusedError as error:
        return _refusal(request, error)
    if _wants_json(request):
        return JsonResponse(
            {"words": f"Draft saved at {time_words(timezone.localtime(at).time())}"}
        )
    return redirect(token.page)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the draft and open the page as it is stored."""
    token = _own_token(request)
    discard_draft(owner_id=token.owner_id, page=token.page)
    messages.success(request, "Draft discarded")
    return redirect(token.page)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse the form; its words become a draft when they can, and are given back in any case."""
    token = token_of(request)
    is_kept = keep_posted(request, at=clock.now())
    return csrf_refusal(request, kept_at=token.page if token and is_kept else "")


def _own_token(request: HttpRequest) -> DraftToken:
    """The token sent, if it was drawn for whoever is signed in: nobody reaches another's draft."""
    token = draft_tokens.read(request.POST.get(draft_tokens.FIELD, ""))
    if token is None or token.owner_id != request.user.pk:
        raise Http404
    return token


def _refusal(request: HttpRequest, error: RefusedError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"words": error.message}, status=error.status)
    context = {"message": error.message}
    return render(request, "drafts/not_kept.html", context, status=error.status)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
