"""How the hostile requests of this folder are sent, and what no answer may be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_exception
from typing import Any

from django.db import connection
from django.test import Client

from tests.access import table
from tests.access.people import PEOPLE, person
from tests.access.table import Row
from tests.access.visitors import stranger
from tests.conftest import Cast
from tests.hostile.words import EVALUATED

UNESCAPED = (
    b"<probe-tag", b"</textarea></title>", b'" data-probe=', b"' data-probe=", b"<script>probe",
    b"<img src=x", b"<svg/onload", b"<![CDATA[<", EVALUATED.encode(),
)  # fmt: skip
"""What an answer holds only if it repeats somebody's words as markup, or runs them."""


@contextmanager
def as_postgresql() -> Iterator[None]:
    """Any database refuses NUL, as PostgreSQL does. Each refuses halves of surrogate pairs."""

    def refuse(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        for sent in (params or ()) if not many else ():
            if isinstance(sent, str) and "\x00" in sent:
                raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def visitor(cast: Cast, column: str) -> Client:
    """The column's person, who is shown the page for errors as everybody is."""
    client = stranger()
    client.raise_request_exception = False
    if column in PEOPLE:
        client.force_login(person(cast, column))
    return client


def first_rows(method: str, answer: str) -> Iterator[tuple[Row, str]]:
    """For each route of the table, a row that somebody is answered with ``answer``, and who."""
    seen: set[str] = set()
    for row in table.rows():
        column = next((c for c in PEOPLE if row.answers[c] == answer), "")
        if row.method == method and column and row.route not in seen:
            seen.add(row.route)
            yield row, column


def problem_of(response: Any) -> str:
    """What is wrong with an answer to hostile words; nothing, for most."""
    if response.status_code >= 500:
        raised = getattr(response, "exc_info", None)
        return "".join(format_exception(*raised)[-4:]) if raised else str(response.status_code)
    if getattr(response, "streaming", False):
        return ""
    found = [words for words in UNESCAPED if words in response.content]
    return f"holds {found}" if found else ""
