"""Requests that no browser sends: each is answered, quickly and plainly, and saves nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from csplan.core import draft_tokens
from tests.access.situations import make_return
from tests.access.visitors import rolled_back
from tests.access.watching import fingerprint
from tests.conftest import Cast
from tests.hostile.asking import as_postgresql, problem_of, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=edge"
MEGABYTE = 1024 * 1024
PART = b'--edge\r\nContent-Disposition: form-data; name="overview"\r\n'


@dataclass(frozen=True)
class Sent:
    """The body of a POST to the page of an overview, its kind and what else is said about it."""

    body: bytes = b"overview=Words&version=1"
    kind: str = FORM
    status: int = 400
    headers: Mapping[str, Any] = field(default_factory=dict)


MALFORMED: Mapping[str, Callable[[], Sent]] = {
    "too large": lambda: Sent(b"overview=" + b"x" * 3 * MEGABYTE, status=413),
    "too large, in parts": lambda: Sent(
        PART + b"\r\n" + b"x" * 3 * MEGABYTE + b"\r\n--edge--\r\n", PARTS, 413
    ),
    "said to be too large": lambda: Sent(headers={"CONTENT_LENGTH": str(10**12)}, status=413),
    "too many boxes": lambda: Sent(b"&".join(b"a%d=1" % n for n in range(1_100)), status=413),
    "too many boxes, in parts": lambda: Sent(
        b"".join(PART.replace(b"overview", b"a%d" % n) + b"\r\n1\r\n" for n in range(1_100))
        + b"--edge--\r\n",
        PARTS,
        413,
    ),
    "too many files": lambda: Sent(
        b"".join(
            PART.replace(b'"overview"', b'"f"; filename="%d"' % n) + b"\r\n1\r\n"
            for n in range(120)
        )
        + b"--edge--\r\n",
        PARTS,
        413,
    ),
    "length no number": lambda: Sent(headers={"CONTENT_LENGTH": "many"}),
    "length below nothing": lambda: Sent(headers={"CONTENT_LENGTH": "-5"}),
    "no edge": lambda: Sent(kind="multipart/form-data"),
    "empty edge": lambda: Sent(kind="multipart/form-data; boundary="),
    "endless edge": lambda: Sent(kind=f"multipart/form-data; boundary={'x' * 5_000}"),
    "edge of strange letters": lambda: Sent(kind="multipart/form-data; boundary=\xff\xfe"),
    "part cut off": lambda: Sent(PART, PARTS, 200),
    "part without a name": lambda: Sent(
        b"--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--\r\n", PARTS, 200
    ),
    "part that is no base64": lambda: Sent(
        PART + b"Content-Transfer-Encoding: base64\r\n\r\n!\xff=\r\n--edge--\r\n", PARTS, 200
    ),
    "part without an end to its head": lambda: Sent(PART + b"x" * 20_000, PARTS),
    "not in UTF-8": lambda: Sent(b"overview=%ff%fe\xff&version=1", status=302),
    "in an unknown script": lambda: Sent(kind=f"{FORM}; charset=klingon"),
    "in no script for text": lambda: Sent(kind=f"{FORM}; charset=hex"),
    "parts in no script for text": lambda: Sent(
        PART + b"\r\nx\r\n--edge--\r\n", f"{PARTS}; charset=hex"
    ),
    "parts in two bytes a letter": lambda: Sent(
        PART + b"\r\nx\r\n--edge--\r\n", f"{PARTS}; charset=utf-16"
    ),
    "JSON": lambda: Sent(b'{"overview": "x"}', "application/json", 200),
    "XML": lambda: Sent(b"<?xml version='1.0'?><a/>", "text/xml", 200),
    "kind unreadable": lambda: Sent(kind=";;;=\x00,,", status=200),
    "no kind": lambda: Sent(kind="", status=200),
    "NUL in a box's name": lambda: Sent(b"overview%00=x&%00=1&version=%00", status=200),
    "NUL in the token": lambda: Sent(b"draft_token=%00&overview=x&version=9", status=409),
    "versions without end": lambda: Sent(b"overview=x&version=" + b"9" * 4_000, status=409),
}


@pytest.fixture
def address(cast: Cast) -> str:
    return reverse("programme:overview-update", args=make_return(cast, "open").address)


def test_a_malformed_form_is_refused(address: str, cast: Cast) -> None:
    client, before = visitor(cast, "co"), fingerprint()
    problems = []
    for name, make in MALFORMED.items():
        sent = make()
        with rolled_back(), as_postgresql():
            response = client.generic("POST", address, sent.body, sent.kind, **sent.headers)
            problem = problem_of(response)
            if response.status_code != sent.status:
                problem += f" {response.status_code} instead of {sent.status}"
            if sent.status != 302 and fingerprint() != before:
                problem += " something was saved"
        if problem:
            problems.append(f"{name}: {problem}")
    assert not problems, "\n".join(problems)


@dataclass(frozen=True)
class Strange:
    """A GET that is odd in its address or in what is said about it."""

    statuses: frozenset[int]
    path: str = "/programme/plans/"
    headers: Mapping[str, Any] = field(default_factory=dict)


NOT_THERE = frozenset({400, 404})
ANSWERED = frozenset({200, 302})
STRANGE: Mapping[str, Strange] = {
    "NUL in the path": Strange(NOT_THERE, "/programme/plans/%00/"),
    "NUL for a kind of file": Strange(NOT_THERE, "/localities/departments/export.%00"),
    "NUL for a record": Strange(NOT_THERE, "/administration/accounts/user/%00/change/"),
    "no UTF-8 in the path": Strange(NOT_THERE, "/programme/plans/%ff%fe%80/"),
    "half a pair in the path": Strange(NOT_THERE, "/localities/departments/export.%ed%a0%80"),
    "upwards": Strange(NOT_THERE, "/static/../../../../etc/passwd"),
    "upwards, hidden": Strange(NOT_THERE, "/static/%2e%2e/%2e%2e/etc/passwd"),
    "another site's path": Strange(NOT_THERE, "//127.0.0.1//programme/plans/"),
    "a number too long": Strange(NOT_THERE, f"/localities/departments/{'9' * 40}/"),
    "an address too long": Strange(NOT_THERE, f"/programme/plans/{'x' * 20_000}/"),
    "lines in the path": Strange(NOT_THERE, "/programme/plans/%0d%0aSet-Cookie:%20a=1/"),
    "no such host": Strange(frozenset({400}), headers={"HTTP_HOST": "probe.example"}),
    "broken host": Strange(frozenset({400}), headers={"HTTP_HOST": "a b/\x00@[::"}),
    "empty host": Strange(frozenset({400}), headers={"HTTP_HOST": " "}),
    "a cookie of NUL": Strange(
        frozenset({400}), headers={"HTTP_COOKIE": 'sessionid="abcdefgh\\000\\000"'}
    ),
    "cookies that are none": Strange(
        ANSWERED, headers={"HTTP_COOKIE": "=;;;\xff=\xfe; messages=[[; $Version"}
    ),
    "endless cookies": Strange(ANSWERED, headers={"HTTP_COOKIE": "a=1; " * 20_000}),
    "a message not ours": Strange(
        frozenset({400}), headers={"HTTP_COOKIE": 'messages="a\\000:b:c"'}
    ),
    "an endless line about it": Strange(ANSWERED, headers={"HTTP_X_PROBE": "x" * 200_000}),
    "languages": Strange(ANSWERED, headers={"HTTP_ACCEPT_LANGUAGE": "a-" * 20_000}),
    "a day that is none": Strange(
        ANSWERED, headers={"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999"}
    ),
    "a tag that is none": Strange(ANSWERED, headers={"HTTP_IF_NONE_MATCH": 'W/"' * 2_000}),
    "a request without end": Strange(ANSWERED, headers={"HTTP_X_REQUEST_ID": "x\r\ny" * 900}),
    "a range": Strange(ANSWERED, headers={"HTTP_RANGE": "bytes=0-,0-,0-" + ",0-" * 2_000}),
    "another method in disguise": Strange(
        ANSWERED, headers={"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}
    ),
    "no script for text": Strange(
        frozenset({400}), headers={"CONTENT_TYPE": "text/plain; charset=hex"}
    ),
}


def test_a_strange_address_or_header_is_answered(cast: Cast) -> None:
    problems = []
    before = fingerprint()
    for name, sent in STRANGE.items():
        for column in ("anonymous", "adm"):
            client = visitor(cast, column)
            with rolled_back(), as_postgresql():
                response = client.generic("GET", sent.path, **sent.headers)
                problem = problem_of(response)
                if response.status_code not in sent.statuses | {302}:
                    problem += f" {response.status_code} is not of {sorted(sent.statuses)}"
                if "probe.example" in response.headers.get("Location", ""):
                    problem += " leads away"
            if problem:
                problems.append(f"{name}, {column}: {problem}")
    assert not problems, "\n".join(problems)
    assert fingerprint() == before


@pytest.mark.parametrize("method", ["BREW", "TRACE", "CONNECT", "PROPFIND", "x" * 300])
def test_an_unknown_method_does_nothing(method: str, address: str, cast: Cast) -> None:
    client, before = visitor(cast, "co"), fingerprint()

    assert client.generic(method, address).status_code == 405
    assert fingerprint() == before


def test_a_draft_that_is_no_form_is_refused(address: str, cast: Cast) -> None:
    client, before = visitor(cast, "co"), fingerprint()
    token = draft_tokens.issue(cast.coordinator.pk, address)
    bodies = {
        b'{"overview": ': 404,
        b"[" * 100_000: 404,
        f'{{"draft_token": "{token}"}}'.encode(): 404,
    }

    for body, status in bodies.items():
        response = client.generic("POST", reverse("draft-keep"), body, "application/json")
        assert response.status_code == status
    endless = {draft_tokens.FIELD: token, **{f"b{at}": "x" * 100 for at in range(900)}}
    assert client.post(reverse("draft-keep"), endless).status_code == 413
    assert fingerprint() == before
