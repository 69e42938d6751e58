"""Who is asked, what an answer must say, and how much is told of who said it. Pure.

An answer that is not attributed is told with the kind of source alone, and with no more than
"one of those asked" where the kind would single somebody out:

* at least ``FEWEST`` people must have been asked together, or nothing is told at all;
* a kind with fewer than ``FEWEST`` people is pooled with the others that are too small;
* a pool that is too small itself takes in the smallest kind that is left, and so on, so that
  nobody can be found by leaving out the kinds that are named.

People whom no message reached do not count: they cannot have answered.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from objectives.choices_feedback import SOURCE_AUTHORS

FEWEST = 3
MOST_PEOPLE = 60
ONE_OF_THEM = "One of those asked"
SHORTEST_DAYS, LONGEST_DAYS = 1, 90
LINE = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>\s]+)>[\s,;]*")
NAME_LIMIT, EMAIL_LIMIT = 160, 254


def may_be_told(reached: Mapping[str, int]) -> bool:
    """Whether answers without a name may be read, by how many of each kind were reached."""
    return sum(reached.values()) >= FEWEST


def kinds_told(reached: Mapping[str, int]) -> frozenset[str]:
    """The kinds that may be named beside an answer without singling anybody out."""
    told = sorted((kind for kind, count in reached.items() if count >= FEWEST), key=reached.get)  # type: ignore[arg-type]  # all are there
    pooled = sum(count for count in reached.values() if count < FEWEST)
    while told and 0 < pooled < FEWEST:
        pooled += reached[told.pop(0)]
    return frozenset(told)


def author_words(kind: str, told: frozenset[str]) -> str:
    """What stands in the place of a name."""
    return SOURCE_AUTHORS[kind] if kind in told else ONE_OF_THEM


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered."""

    went_well: str = ""
    could_be_better: str = ""
    example: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.went_well or self.could_be_better or self.example)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be asked."""

    kind: str
    name: str
    email: str


def read_people(kind: str, text: str) -> list[Person]:
    """The people of a kind, one on each line: "Name, post <address>".

    Raises ValueError naming the first line that cannot be read.
    """
    lines = [line.strip() for line in text.splitlines()]
    return [_person(kind, line) for line in lines if line]


def _person(kind: str, line: str) -> Person:
    found = LINE.fullmatch(line)
    name = found["name"].strip(" \t,;") if found else ""
    if found is None or not name or not _is_address(found["email"]):
        raise ValueError(
            f"“{line[:60]}” must be a name or a post and an email address, like "
            "“Director, Strategy <name@example.com>”"
        )
    if len(name) > NAME_LIMIT:
        raise ValueError(f"Shorten “{line[:60]}” to {NAME_LIMIT} characters or fewer")
    return Person(kind, name, found["email"].lower())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= EMAIL_LIMIT


def people_problem(people: list[Person], *, is_attributed: bool) -> str:
    """Why these people cannot be asked together; "" when they can."""
    if not people:
        return "Enter at least one person to ask"
    if len(people) > MOST_PEOPLE:
        return f"Ask {MOST_PEOPLE} people or fewer at once"
    if twice := _twice([person.email for person in people]):
        return f"{twice} is there twice"
    if not is_attributed and len(people) < FEWEST:
        return (
            f"Ask at least {FEWEST} people when names are not shown, so that no answer singles "
            "anybody out"
        )
    return ""


def _twice(addresses: list[str]) -> str:
    return next((each for each in addresses if addresses.count(each) > 1), "")


def expiry_problem(asked_on: dt.date, last_day: dt.date) -> str:
    """Why the last day to answer cannot be ``last_day``; "" when it can."""
    days = (last_day - asked_on).days
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        return f"The last day to answer must be from tomorrow to {LONGEST_DAYS} days from now"
    return ""
