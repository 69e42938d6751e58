"""Asks each permission function what predicates.csv says of it.

The table has a line for each function and what it is asked about, and a column for each person:
those of matrix.csv, and ``nsg-own``, an NSG member who represents the private office's department.
"own" is the cast's own locality. "the asker" is the person of the column, "another" is not.
"""

import csv
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from types import FunctionType
from typing import Any

from csplan.accounts.actors import Actor, Grant
from csplan.accounts.choices import CLUSTER_ROLES, DEPARTMENT_ROLES, LOCALITY_ROLES, Role
from csplan.accounts.selectors import actor_for
from programme.choices import ReturnState
from tests.access.guards import FINDERS, guards
from tests.access.people import PEOPLE, person
from tests.access.predicate_rows import ROWS
from tests.access.predicate_things import MAKERS, Things
from tests.access.visitors import rolled_back
from tests.conftest import NOW, Cast
from tests.factories import UserFactory, grant

PATH = Path(__file__).with_name("predicates.csv")
IDENTITY = ("function", "about")
REPRESENTATIVE = "nsg-own"
COLUMNS = (*PEOPLE, REPRESENTATIVE)
MOST_ROLES = 3
SCOPES: Mapping[Role, tuple[str, ...]] = {
    **dict.fromkeys(LOCALITY_ROLES, ("locality_id",)),
    **dict.fromkeys(CLUSTER_ROLES, ("cluster_id",)),
    **dict.fromkeys((*DEPARTMENT_ROLES, Role.NSG), ("department_id",)),
}


@dataclass(frozen=True)
class Line:
    """One function asked about one thing, and what it is to say to each person."""

    function: str
    about: str
    answers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.function} [{self.about}]".replace(" []", "")


@cache
def lines() -> tuple[Line, ...]:
    return tuple(_read())


def _read() -> Iterator[Line]:
    kept = (line for line in PATH.read_text().splitlines() if line and not line.startswith("#"))
    for line in csv.DictReader(kept, skipinitialspace=True):
        cells = {name.strip(): cell.strip() for name, cell in line.items()}
        function, about = (cells.pop(name) for name in IDENTITY)
        yield Line(function, about, cells)


def askers(cast: Cast) -> dict[str, Actor]:
    """Everybody in the columns, by heading."""
    department = cast.private_office.grants.get().department
    everybody = {column: person(cast, column) for column in PEOPLE}
    everybody[REPRESENTATIVE] = grant(Role.NSG, department=department)
    return {column: actor_for(user, on=NOW.date()) for column, user in everybody.items()}


def problems_of(line: Line, cast: Cast, everybody: Mapping[str, Actor]) -> Iterator[str]:
    """Where the function says something else than the line."""
    function = guards()[line.function]
    with rolled_back():
        things = Things(cast, line.about)
        for column, expected in line.answers.items():
            said = "yes" if says_yes(function, everybody[column], things) else "no"
            if said != expected:
                yield f"{line}, {column}: {said} instead of {expected}"


def says_yes(function: FunctionType, actor: Actor, things: Things) -> bool:
    if function.__name__ in FINDERS:
        row = ROWS[function.__qualname__.partition(".")[0]](things, actor.person)
        return is_found(row, function.__name__, actor)
    given = {
        name: actor if name == "actor" else MAKERS[name](things, actor.person)
        for name in inspect.signature(function).parameters
    }
    said = function(**given)
    return ReturnState.ACCEPTED in said if isinstance(said, tuple) else bool(said)


def is_found(row: Any, finder: str, actor: Actor) -> bool:
    """Whether the queryset's ``finder`` finds the row among all."""
    found: bool = getattr(type(row).objects.all(), finder)(actor).filter(pk=row.pk).exists()
    return found


# Whoever might ask.


def anybody(cast: Cast) -> list[Actor]:
    """Somebody with each set of up to three roles, of the own place and of another."""
    user = UserFactory.create()
    department = cast.private_office.grants.get().department_id
    own = {"locality_id": cast.own.pk, "cluster_id": cast.own.cluster_id}
    other = {"locality_id": cast.other.pk, "cluster_id": cast.other.cluster_id}
    places = ({**own, "department_id": department}, {**other, "department_id": 0})
    return [
        Actor(user, tuple(Grant(role, **_scope(role, place)) for role in roles))
        for place in places
        for number in range(MOST_ROLES + 1)
        for roles in combinations(Role, number)
    ]


def _scope(role: Role, place: Mapping[str, int | None]) -> dict[str, int | None]:
    """What of the place a grant of the role names."""
    return {name: place[name] for name in SCOPES.get(role, ())}


def answers_to(line: Line, cast: Cast, actors: Sequence[Actor]) -> list[bool]:
    with rolled_back():
        things = Things(cast, line.about)
        return [says_yes(guards()[line.function], actor, things) for actor in actors]
