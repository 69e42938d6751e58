"""Every address, asked by everybody, in every state that matters: see matrix.csv.

The table has a line for each route, method and state, and a column for each person:

    anonymous                nobody has signed in
    outsider                 signed in, without any role
    former                   had every role until last month, and is nobody now: see conftest.py
    co, co-other             co-ordinator of the return's locality, and of another one
    ac, ac-other             assistant of the locality's cluster, and of another
    sro, sro-other           Senior Responsible Officer of the locality, and of another
    nat, head, nsg           national team, Head of CS Local, National Steering Group
    po                       private office of the department whose objectives are asked for
    adm, aud                 administrator, auditor

A cell holds a status, or "ok" for a form that is accepted and redirects, or "form" for one that
comes back to be put right. It is written from docs/access.md, not from the program: where they
differ, one of the two is to be changed knowingly.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from tests.access import table
from tests.access.people import ANONYMOUS, PEOPLE, person
from tests.access.situations import BUILDERS, Situation, situation
from tests.access.table import Row
from tests.access.visitors import rolled_back, stranger
from tests.access.watching import Watch, fingerprints, watched
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

REFUSALS = frozenset({"403", "404", "409", "429"})
STATUSES = {"ok": {302}, "form": {200, 422}}


def test_the_table_has_one_line_for_each_request() -> None:
    names = [str(row) for row in table.rows()]

    assert len(names) == len(set(names))
    assert {row.route for row in table.rows()} == set(BUILDERS)
    assert {tuple(row.answers) for row in table.rows()} == {(ANONYMOUS, *PEOPLE)}


def test_who_has_left_is_a_stranger() -> None:
    assert [
        str(row) for row in table.rows() if row.answers["former"] != row.answers["outsider"]
    ] == []


@pytest.mark.parametrize("route", table.methods())
def test_each_person_is_answered_as_the_table_says(
    route: str, cast: Cast, visitors: dict[str, Client]
) -> None:
    everybody = {ANONYMOUS: stranger(), **visitors}

    problems = [
        f"{row}, {problem}"
        for row in table.rows()
        if row.route == route
        for problem in problems_of(row, cast, everybody)
    ]

    assert not problems, "\n".join(["", *problems])


def problems_of(row: Row, cast: Cast, visitors: Mapping[str, Client]) -> list[str]:
    """Where the answers differ from the row, each asked as if nobody had asked before."""
    with rolled_back():
        request = Request(row, situation(row.route, row.state, cast))
        return [
            f"{column}: {problem}"
            for column, visitor in visitors.items()
            for problem in request.problems_for(visitor, column, cast)
        ]


class Request:
    """One row's request."""

    def __init__(self, row: Row, asked: Situation) -> None:
        self.row = row
        self.url = reverse(row.route, args=asked.address)
        self.form = asked.form

    def problems_for(self, visitor: Client, column: str, cast: Cast) -> Iterator[str]:
        """What is wrong with the answer that the column's person gets."""
        expected = self.row.answers[column]
        with rolled_back(), watched() as watch:
            if column == ANONYMOUS:
                yield from self._problems_for_a_stranger(visitor, expected, watch)
            else:
                yield from self._problems_for(visitor, person(cast, column), expected)
            written = watch.written_domain
            after = fingerprints(written)
        # All of it is undone: the tables are again as they were before the request.
        yield from self._problems_with_rows(expected, written, after != fingerprints(written))

    def _problems_for_a_stranger(
        self, visitor: Client, expected: str, watch: Watch
    ) -> Iterator[str]:
        response = self._send(visitor)
        if expected != str(response.status_code):
            yield f"{response.status_code} instead of {expected}"
        if expected == "302" and not is_sign_in(response):
            yield "is not sent to sign in"
        if expected == "302" and watch.query_count:
            yield f"costs {watch.query_count} queries"

    def _problems_for(self, visitor: Client, user: User, expected: str) -> Iterator[str]:
        events = AuditEvent.objects.count()
        response = self._send(visitor)
        if response.status_code not in STATUSES.get(expected, {expected_status(expected)}):
            yield f"{response.status_code} instead of {expected}"
        if is_sign_in(response):
            yield "is sent to sign in"
        if expected in REFUSALS:
            yield from self._problems_with_history(user, response.status_code, since=events)

    def _send(self, visitor: Client) -> Any:
        if self.row.method == "GET":
            return visitor.get(self.url)
        return visitor.post(self.url, self.form)

    def _problems_with_rows(
        self, expected: str, written: Collection[str], has_changed: bool
    ) -> Iterator[str]:
        tables = ", ".join(sorted(written))
        if self.row.method == "GET":
            if written:
                yield f"reading wrote to {tables}"
            return
        if expected == "ok" and not has_changed:
            yield "changed nothing"
        if expected != "ok" and has_changed:
            yield f"was refused, yet {tables} changed"

    def _problems_with_history(self, user: User, status: int, *, since: int) -> Iterator[str]:
        added = AuditEvent.objects.order_by("pk")[since:]
        kept = [(e.action, e.actor_id, e.target_id, e.after.get("status")) for e in added]
        if kept != [("request.refused", user.pk, self.url, status)]:
            yield f"left {kept} in the history"


def expected_status(cell: str) -> int | None:
    return int(cell) if cell.isdigit() else None


def is_sign_in(response: Any) -> bool:
    """Whether the answer sends the reader to the sign-in page."""
    target: str = response.headers.get("Location", "")
    return target.startswith(f"{reverse('account_login')}?next=")
