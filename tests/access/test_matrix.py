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

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from tests.access import table
from tests.access.people import ANONYMOUS, PEOPLE, person
from tests.access.situations import BUILDERS, Builder, Situation, situation
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


def situations_of_each_builder() -> dict[str, list[list[Row]]]:
    """The rows of each situation, by the routes whose situations are built in the same way."""
    built: dict[Builder, dict[str, list[Row]]] = {}
    for row in table.rows():
        built.setdefault(BUILDERS[row.route], {}).setdefault(row.state, []).append(row)
    return {routes_of(states.values()): [*states.values()] for states in built.values()}


def routes_of(situations: Iterable[Sequence[Row]]) -> str:
    return ", ".join(dict.fromkeys(row.route for rows in situations for row in rows))


SITUATIONS = situations_of_each_builder()


@pytest.mark.parametrize("situations", SITUATIONS.values(), ids=SITUATIONS)
@pytest.mark.usefixtures("refusals_unlogged")
def test_each_person_is_answered_as_the_table_says(
    situations: list[list[Row]], cast: Cast, visitors: dict[str, Client]
) -> None:
    everybody = {ANONYMOUS: stranger(), **visitors}

    problems = [problem for rows in situations for problem in problems_of(rows, cast, everybody)]

    assert not problems, "\n".join(["", *problems])


def problems_of(rows: Sequence[Row], cast: Cast, visitors: Mapping[str, Client]) -> Iterator[str]:
    """Where the answers differ from these rows of one situation.

    Each is asked as if nobody had asked before.
    """
    with rolled_back():
        asked = situation(rows[0].route, rows[0].state, cast)
        for row in rows:
            request = Request(row, asked)
            for column, visitor in visitors.items():
                for problem in request.problems_for(visitor, column, cast):
                    yield f"{row}, {column}: {problem}"


class Request:
    """One row's request; whatever sending it writes is undone."""

    def __init__(self, row: Row, asked: Situation) -> None:
        self.row = row
        self.url = reverse(row.route, args=asked.address)
        self.form = asked.form
        self.latest_before = AuditEvent.objects.aggregate(Max("pk", default=0))["pk__max"]

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
        response = self._send(visitor)
        if response.status_code not in STATUSES.get(expected, {expected_status(expected)}):
            yield f"{response.status_code} instead of {expected}"
        if is_sign_in(response):
            yield "is sent to sign in"
        if expected in REFUSALS:
            yield from self._problems_with_history(user, response.status_code)

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

    def _problems_with_history(self, user: User, status: int) -> Iterator[str]:
        added = AuditEvent.objects.filter(pk__gt=self.latest_before).order_by("pk")
        kept = [(e.action, e.actor_id, e.target_id, e.after.get("status")) for e in added]
        if kept != [("request.refused", user.pk, self.url, status)]:
            yield f"left {kept} in the history"


def expected_status(cell: str) -> int | None:
    return int(cell) if cell.isdigit() else None


def is_sign_in(response: Any) -> bool:
    """Whether the answer sends the reader to the sign-in page."""
    target: str = response.headers.get("Location", "")
    return target.startswith(f"{reverse('account_login')}?next=")
