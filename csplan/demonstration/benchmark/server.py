"""Asks csplan for pages through everything a web server would, without a network between."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, NoReturn
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

from csplan.accounts.models import User
from csplan.demonstration.benchmark.cost import cost_of

HOST = "127.0.0.1"
DAY = dt.date(2014, 1, 10)
"""While the synthetic data's last quarter is open for reporting."""
TOKEN = "b" * 32
"""What stands in the forgery cookie and in each form sent; any 32 letters will do."""

Writer = Callable[[bytes], object]
TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Answer:
    """What came back, and how many seconds of the clock and of the processor it took."""

    status: int
    body: bytes
    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class QueryCount:
    """What Django sent during one request: statements that read or write, and those that only
    begin, mark or end a transaction."""

    statements: int
    transaction: int


def served_settings() -> override_settings:
    """The settings as they are, but: DEBUG off, the synthetic data's day, and the bare views."""
    return override_settings(
        DEBUG=False,
        CSPLAN_CLOCK=DAY,
        ALLOWED_HOSTS=[HOST],
        ROOT_URLCONF="csplan.demonstration.benchmark.urls",
    )


@contextmanager
def as_served() -> Iterator[None]:
    """Those settings inside the block."""
    with served_settings():
        yield


@contextmanager
def collector_held() -> Iterator[None]:
    """Keep the garbage collector out of the timings, of either side."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def session_cookie(user: User) -> str:
    """Sign the person in and return the cookie a browser would send from then on."""
    client = Client()
    client.force_login(user)
    cookie = SimpleCookie({settings.CSRF_COOKIE_NAME: TOKEN})
    cookie[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cookie.output(header="", sep=";").strip()


class Server:
    """csplan's WSGI application with its whole middleware, called in this process.

    A request begins and ends as a web server lets it, so a database connection lives as long
    as the settings say.
    """

    def __init__(self) -> None:
        self.application = WSGIHandler()
        self.factory = RequestFactory(
            SERVER_NAME=HOST, SERVER_PORT="443" if settings.SECURE_SSL_REDIRECT else "80"
        )

    def get(self, path: str, *, cookie: str = "") -> Answer:
        request = self.factory.get(path, secure=settings.SECURE_SSL_REDIRECT, HTTP_COOKIE=cookie)
        return self._ask(request.environ)

    def post(self, path: str, form: Mapping[str, str], *, cookie: str) -> Answer:
        """Send the form, with the token that shows it came from a page of ours."""
        request = self.factory.post(
            path,
            urlencode({**form, "csrfmiddlewaretoken": TOKEN}),
            content_type="application/x-www-form-urlencoded",
            secure=settings.SECURE_SSL_REDIRECT,
            HTTP_COOKIE=cookie,
            HTTP_REFERER=f"https://{HOST}{path}",
        )
        return self._ask(request.environ)

    def _ask(self, environ: dict[str, Any]) -> Answer:
        (status, body), cost = cost_of(lambda: self._served(environ))
        return Answer(status, body, wall_s=cost.wall_s, cpu_s=cost.cpu_s)

    def _served(self, environ: dict[str, Any]) -> tuple[int, bytes]:
        """From the request's first byte to the answer's last, as a web server asks for it."""
        status = Status()
        response = self.application(environ, status)
        body = b"".join(response)
        response.close()
        return status.code, body


class Status:
    """What a web server hands the application to begin its answer with."""

    code = 0

    def __call__(self, status: str, headers: object, error: object = None, /) -> Writer:
        self.code = int(status[:3])
        return _refuse_to_write


def _refuse_to_write(_data: bytes) -> NoReturn:
    raise NotImplementedError("Django answers with an iterable")


def queries_of(ask: Callable[[], object]) -> QueryCount:
    """Count everything Django hands to the database while ``ask`` runs.

    What the driver says while it opens a connection is left out: it does not pass through Django.
    """
    with CaptureQueriesContext(connection) as captured:
        ask()
    words = [query["sql"].upper() for query in captured.captured_queries]
    ends = sum(sql.startswith(TRANSACTION_WORDS) for sql in words)
    return QueryCount(statements=len(words) - ends, transaction=ends)
