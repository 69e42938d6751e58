"""What people are told while the database or the store is away."""

import sqlite3

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import RequestFactory
from redis.exceptions import ConnectionError as StoreAwayError

from csplan.core import views
from csplan.core.outages import is_outage

WORDS = "Words that <took> an hour to write."


def caused_by_sqlite(code: int) -> OperationalError:
    cause, error = sqlite3.OperationalError(), OperationalError()
    cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


def page(request: HttpRequest, error: Exception) -> str:
    """What the handler of errors answers while ``error`` is handled."""
    try:
        raise error
    except type(error):
        response = views.server_error(request)
    assert response.status_code == (503 if is_outage(error) else 500)
    assert is_outage(error) == ("Retry-After" in response)
    return response.content.decode()


class TestIsOutage:
    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (OperationalError("server closed the connection"), True),
            (InterfaceError("connection already closed"), True),
            (StoreAwayError("refused"), True),
            (caused_by_sqlite(sqlite3.SQLITE_FULL), True),
            (caused_by_sqlite(sqlite3.SQLITE_ERROR), False),
            (DataError("too long"), False),
            (ConnectionError("of something else"), False),
            (None, False),
        ],
    )
    def test_tells_what_is_away_from_what_is_wrong(
        self, error: Exception | None, expected: bool
    ) -> None:
        assert is_outage(error) is expected


class TestPage:
    def test_gives_back_what_was_sent(self) -> None:
        request = RequestFactory().post("/returns/?next=2", {"overview": WORDS, "version": "3"})

        told = page(request, OperationalError("A secret in a message"))

        assert told.count("Words that &lt;took&gt; an hour to write.") == 2
        assert '<form method="post" action="/returns/?next=2" novalidate>' in told
        assert '<input type="hidden" name="version" value="3">' in told
        assert "secret" not in told

    @pytest.mark.parametrize(
        "more", [{"password": "a secret of somebody"}, {"file": SimpleUploadedFile("a", b"b")}]
    )
    def test_does_not_send_again_what_it_does_not_hold(self, more: dict[str, object]) -> None:
        told = page(RequestFactory().post("/", {"words": WORDS, **more}), OperationalError())

        assert "an hour to write" in told
        assert "<form" not in told
        assert "a secret of somebody" not in told

    def test_says_nothing_of_sending_to_who_only_reads(self) -> None:
        told = page(RequestFactory().get("/"), OperationalError())

        assert "Try again in a minute" in told
        assert "sent" not in told

    def test_is_told_to_a_script_as_data(self) -> None:
        request = RequestFactory().post("/", {}, headers={"accept": "application/json"})

        assert "Keep this page open" in page(request, OperationalError())

    def test_is_not_shown_for_a_fault_of_csplan(self) -> None:
        assert "Something went wrong" in page(RequestFactory().get("/"), RuntimeError())
