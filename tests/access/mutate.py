"""Loosens every permission, one at a time, and sees whether the tables of access notice.

    .venv/bin/python -m pytest -q -s tests/access/mutate.py

Not part of `./test`: it takes some minutes. mutants.py says how a function is loosened. The lines
of predicates.csv that ask it are asked again; where none of them answers otherwise, so are the
requests of matrix.csv that ask it, of the people whom the change concerns. A change that neither
table shows is a survivor, and fails the run.

What lets nobody in is set aside, such as a role that another condition lets in already: on no
line is anybody with up to three roles, of the own place or another, then answered yes where it was
no.
"""

import logging
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from tests.access import predicates, table
from tests.access.guards import guards, name_of
from tests.access.mutants import Mutant, in_place, mutants_of, told_first
from tests.access.people import PEOPLE
from tests.access.predicates import Line
from tests.access.situations import situation
from tests.access.table import Row
from tests.access.test_matrix import Request
from tests.access.visitors import rolled_back, signed_in_as
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

COLUMNS_OF: Mapping[Role, tuple[str, ...]] = {
    Role.COORDINATOR: ("co", "co-other"),
    Role.ASSISTANT: ("ac", "ac-other"),
    Role.SRO: ("sro", "sro-other"),
    Role.NATIONAL_TEAM: ("nat",),
    Role.HEAD: ("head",),
    Role.NSG: ("nsg",),
    Role.PRIVATE_OFFICE: ("po",),
    Role.ADMINISTRATOR: ("adm",),
    Role.AUDITOR: ("aud",),
}
"""Whose requests a role more may change."""


class Asked:
    """Which lines, and which requests, ask which function."""

    def __init__(self) -> None:
        self.by_function: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.now: tuple[str, str] = ("", "")


ASKED = Asked()


def note(name: str) -> None:
    ASKED.by_function[name].add(ASKED.now)


@contextmanager
def noting() -> Iterator[None]:
    """Every permission tells who asks it, until the block ends."""
    ASKED.by_function.clear()
    functions = guards().values()
    before = {function: function.__code__ for function in functions}
    for function in functions:
        function.__code__ = told_first(function, note, __name__)
    try:
        yield
    finally:
        for function, code in before.items():
            function.__code__ = code


def columns_of(mutant: Mutant) -> tuple[str, ...]:
    return tuple(PEOPLE) if mutant.role is None else COLUMNS_OF[mutant.role]


# The table of permissions.


def ask_every_line(cast: Cast, everybody: Mapping[str, Actor]) -> Mapping[str, set[str]]:
    """The lines that ask each function, by its name."""
    with noting():
        for line in predicates.lines():
            ASKED.now = (str(line), "")
            problems = list(predicates.problems_of(line, cast, everybody))
            assert not problems, problems
    return {name: {line for line, _ in asked} for name, asked in ASKED.by_function.items()}


def is_noticed_by_a_line(
    mutant: Mutant, asked: Collection[str], cast: Cast, everybody: Mapping[str, Actor]
) -> bool:
    lines = [line for line in predicates.lines() if str(line) in asked]
    with in_place(mutant.function, mutant.code):
        return any(differs_in(line, cast, everybody) for line in lines)


def differs_in(line: Line, cast: Cast, everybody: Mapping[str, Actor]) -> bool:
    try:
        return any(True for _ in predicates.problems_of(line, cast, everybody))
    except Exception:
        # What can no longer be asked at all fails the test too.
        return True


def lets_nobody_in(mutant: Mutant, asked: Collection[str], cast: Cast) -> bool:
    """Whether nobody, whatever their roles, is answered yes on a line where they were not."""
    lines = [line for line in predicates.lines() if str(line) in asked]
    actors = predicates.anybody(cast)
    for line in lines:
        before = predicates.answers_to(line, cast, actors)
        with in_place(mutant.function, mutant.code):
            after = predicates.answers_to(line, cast, actors)
        if any(now and not then for then, now in zip(before, after, strict=True)):
            return False
    return bool(lines)


# The table of requests.


def ask_every_request(rows: Collection[Row], cast: Cast, visitors: Mapping[str, Client]) -> None:
    """Every request of the visitors, noting what each asks."""
    with noting():
        for row in rows:
            with rolled_back():
                request = Request(row, situation(row.route, row.state, cast))
                for column, visitor in visitors.items():
                    ASKED.now = (str(row), column)
                    problems = list(request.problems_for(visitor, column, cast))
                    assert not problems, (str(row), column, problems)


def is_noticed_by_a_request(mutant: Mutant, cast: Cast, visitors: Mapping[str, Client]) -> bool:
    """Whether an answer differs from the table while the mutant stands for its function."""
    rows = {str(row): row for row in table.rows()}
    wanted: dict[str, list[str]] = defaultdict(list)
    for row, column in sorted(ASKED.by_function[name_of(mutant.function)]):
        if column in columns_of(mutant):
            wanted[row].append(column)
    # Those who are refused most are the likeliest to be let in.
    in_order = sorted(wanted, key=lambda name: (-refusals(rows[name], wanted[name]), name))
    with in_place(mutant.function, mutant.code):
        return any(differs(rows[name], wanted[name], cast, visitors) for name in in_order)


def refusals(row: Row, columns: list[str]) -> int:
    return sum(row.answers[column] in ("403", "404", "409") for column in columns)


def differs(row: Row, columns: list[str], cast: Cast, visitors: Mapping[str, Client]) -> bool:
    with rolled_back():
        try:
            request = Request(row, situation(row.route, row.state, cast))
            return any(
                True
                for column in columns
                for _ in request.problems_for(visitors[column], column, cast)
            )
        except Exception:
            # What the situation itself cannot be made with any more is noticed too.
            return True


def test_no_loosened_permission_survives(cast: Cast) -> None:
    logging.disable(logging.CRITICAL)
    everybody = predicates.askers(cast)
    asked = ask_every_line(cast, everybody)
    mutants = [each for function in guards().values() for each in mutants_of(function)]
    say(f"{len(guards())} functions, {len(mutants)} changes")

    def lines(mutant: Mutant) -> Collection[str]:
        return asked.get(name_of(mutant.function), ())

    left = [m for m in mutants if not is_noticed_by_a_line(m, lines(m), cast, everybody)]
    real = [m for m in left if not lets_nobody_in(m, lines(m), cast)]
    say(f"{len(mutants) - len(left)} shown by predicates.csv")
    for mutant in left:
        say(f"  {'to ask of matrix.csv' if mutant in real else 'lets nobody in'}: {mutant}")
    survivors = survivors_of(real, cast, table.rows()) if real else []

    say(f"{len(left) - len(real)} let nobody in; {len(survivors)} not noticed")
    assert not survivors, "\n".join(["", *map(str, survivors)])


def survivors_of(left: list[Mutant], cast: Cast, rows: Collection[Row]) -> list[Mutant]:
    """Those that no answer of the rows shows."""
    concerned = {column for mutant in left for column in columns_of(mutant)}
    visitors = {column: signed_in_as(cast, column) for column in concerned}
    ask_every_request(rows, cast, visitors)
    return [each for each in left if not is_noticed_by_a_request(each, cast, visitors)]


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
