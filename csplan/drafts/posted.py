"""The words of a form that was sent, kept for the person its page was drawn for."""

import datetime as dt

from django.http import HttpRequest

from csplan.accounts.models import User
from csplan.core import draft_tokens
from csplan.core.draft_tokens import DraftToken
from csplan.core.errors import RefusedError
from csplan.drafts.rules import words_of
from csplan.drafts.services import keep_draft


def token_of(request: HttpRequest) -> DraftToken | None:
    """The token of a form that was sent to its own page; None when there is none to trust."""
    if request.method != "POST":
        return None
    token = draft_tokens.read(request.POST.get(draft_tokens.FIELD, ""))
    return token if token is not None and token.page == request.path else None


def keep_posted(request: HttpRequest, *, at: dt.datetime) -> bool:
    """Keep what was sent as its writer's draft, once for each request; whether it is kept."""
    kept: bool | None = getattr(request, "is_draft_kept", None)
    if kept is None:
        kept = _keep(request, at)
        request.is_draft_kept = kept  # type: ignore[attr-defined]
    return kept


def _is_person(token: DraftToken, request: HttpRequest) -> bool:
    """Whether the token's owner still has an account; whoever is signed in has one."""
    if token.owner_id == request.user.pk:
        return True
    return User.objects.filter(pk=token.owner_id, is_active=True).exists()


def _keep(request: HttpRequest, at: dt.datetime) -> bool:
    token = token_of(request)
    if token is None or not _is_person(token, request):
        return False
    words = words_of(request.POST.lists())
    try:
        keep_draft(owner_id=token.owner_id, page=token.page, words=words, at=at)
    except RefusedError:
        return False
    return True
