"""Puts the actor on the request, and keeps the session of somebody who is working alive."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from csplan.accounts.actors import NOBODY, Actor
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.core import clock


class ActorRequest(HttpRequest):
    """A request that has passed through the middleware below; for annotations."""

    actor: Actor
    session_left: int


class ActorMiddleware:
    """Sets ``request.actor``, read from the database at most once and only when asked for.

    Grants are read anew for each request, so a change of role acts on the next one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


SEEN = "seen_at"
SIGNED_IN_AT = "signed_in_at"
TOUCH_AFTER_SECONDS = 60


def is_for_people(view: Callable[..., Any]) -> bool:
    """Whether the page asks who signed in; some also answer machines, who show a token."""
    return getattr(view, "login_required", True) or getattr(view, "answers_people", False)


def seconds_left(request: HttpRequest) -> int:
    """How long the session may last at most, however busy its holder is; reads no database."""
    now = int(time.time())
    began = request.session.get(SIGNED_IN_AT, now)
    return int(began + settings.CSPLAN_LONGEST_SESSION - now)


class LongestSessionMiddleware:
    """Signs out whoever signed in too long ago, before their request is answered.

    Of a page that is open to anybody it does not even look at the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: ActorRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> None:
        if not is_for_people(view_func):
            return
        if SESSION_KEY not in request.session:
            return
        if seconds_left(request) <= 0:
            logout(request)
        request.session_left = seconds_left(request)


class SessionTouchMiddleware:
    """Moves the session's idle limit on, writing at most once a minute, and forbids caches.

    Sessions run on real time, also where the demonstration's clock stands still.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            _touch(request)
            # What somebody signed in has read stays in no cache, theirs included.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _touch(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= TOUCH_AFTER_SECONDS:
        request.session[SEEN] = now
        request.session.setdefault(SIGNED_IN_AT, now)


def _actor_of(user: User | AnonymousUser) -> Actor:
    if not isinstance(user, User):
        return NOBODY
    return actor_for(user, on=clock.today())
