"""What becomes of each line of a plan in the next plan: no database, no clock.

Lines are known by their level and key. Lines that merge go into one that continues; a line
below an outcome that splits or ends says where it goes, unless it merges or ends itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from programme.choices import SuccessionKind

FEWEST_PARTS, MOST_PARTS = 2, 6
LONGEST_TITLE = 120
LONGEST_TEXT = 1_000


class Level(StrEnum):
    """The levels a line can be of."""

    OUTCOME = "outcome"
    ITEM = "item"
    MEASURE = "measure"


LONGEST: Mapping[str, int] = {
    Level.OUTCOME: LONGEST_TITLE,
    Level.ITEM: LONGEST_TEXT,
    Level.MEASURE: 200,
}
"""Characters of the name of a part."""

KEPT = frozenset({SuccessionKind.CONTINUED, SuccessionKind.SPLIT})
"""What a line becomes that needs a place of its own in the next plan."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line goes: under what became of an outcome, and which part of it, from 1."""

    outcome: int
    part: int = 1

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Read "12.1"; None for anything else."""
        outcome, _, part = text.partition(".")
        if not (outcome.isdecimal() and part.isdecimal()) or len(text) > 24:
            return None
        return cls(int(outcome), int(part))

    def __str__(self) -> str:
        return f"{self.outcome}.{self.part}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan; ``parent`` is its outcome's key. ``has_ended`` lines usually end."""

    level: Level
    pk: int
    name: str
    parent: int | None = None
    has_ended: bool = False

    @property
    def usual(self) -> SuccessionKind:
        return SuccessionKind.ENDED if self.has_ended else SuccessionKind.CONTINUED


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line, with what that needs."""

    kind: str = SuccessionKind.CONTINUED
    target: int | None = None
    titles: tuple[str, ...] = ()
    reason: str = ""
    place: Place | None = None


Decisions = Mapping[tuple[Level, int], Decision]


@dataclass(frozen=True, slots=True)
class Wishes:
    """The next plan as somebody wants it made from this one."""

    title: str
    first_year: int
    last_year: int
    decisions: Decisions = field(default_factory=dict)
    carries_local: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing from the decision on a line; ``field`` is the part of it."""

    line: Line
    field: str
    words: str


def problems(lines: Sequence[Line], decisions: Decisions) -> tuple[Problem, ...]:
    """Everything that keeps the next plan from being made."""
    return tuple(found for line in lines for found in _of_line(line, decisions))


def needs_place(line: Line, decisions: Decisions) -> bool:
    """Whether the line has to say where it goes: its outcome does not simply go on."""
    if line.parent is None or decisions[line.level, line.pk].kind not in KEPT:
        return False
    home = decisions[Level.OUTCOME, line.parent]
    return home.kind in (SuccessionKind.SPLIT, SuccessionKind.ENDED)


def place_of(line: Line, decisions: Decisions) -> Place | None:
    """Where a kept line goes: what was chosen, or what became of its outcome."""
    if line.parent is None:
        return None
    if needs_place(line, decisions):
        return decisions[line.level, line.pk].place
    home = decisions[Level.OUTCOME, line.parent]
    if home.kind == SuccessionKind.MERGED and home.target is not None:
        return Place(home.target)
    return Place(line.parent)


def _of_line(line: Line, decisions: Decisions) -> Iterator[Problem]:
    decision = decisions.get((line.level, line.pk))
    if decision is None:
        yield Problem(line, "kind", f"Select what becomes of “{line.name}”")
        return
    if decision.kind == SuccessionKind.MERGED:
        yield from _of_merger(line, decision, decisions)
    if decision.kind == SuccessionKind.SPLIT:
        yield from _of_split(line, decision)
    if decision.kind == SuccessionKind.ENDED and not decision.reason:
        yield Problem(line, "reason", f"Enter why “{line.name}” ends")
    if _knows_home(line, decisions) and needs_place(line, decisions):
        yield from _of_place(line, decision, decisions)


def _knows_home(line: Line, decisions: Decisions) -> bool:
    return line.parent is None or (Level.OUTCOME, line.parent) in decisions


def _of_merger(line: Line, decision: Decision, decisions: Decisions) -> Iterator[Problem]:
    target = decisions.get((line.level, decision.target or 0))
    if target is None or decision.target == line.pk:
        yield Problem(line, "target", f"Select what “{line.name}” is merged into")
    elif target.kind != SuccessionKind.CONTINUED:
        yield Problem(line, "target", f"“{line.name}” can be merged only into one that continues")


def _of_split(line: Line, decision: Decision) -> Iterator[Problem]:
    count, longest = len(decision.titles), LONGEST[line.level]
    if not FEWEST_PARTS <= count <= MOST_PARTS:
        words = f"Enter {FEWEST_PARTS} to {MOST_PARTS} parts for “{line.name}”, one on each line"
        yield Problem(line, "titles", words)
    elif len(set(decision.titles)) < count:
        yield Problem(line, "titles", f"The parts of “{line.name}” must have different names")
    elif any(len(title) > longest for title in decision.titles):
        words = f"Each part of “{line.name}” must be {longest} characters or fewer"
        yield Problem(line, "titles", words)


def _of_place(line: Line, decision: Decision, decisions: Decisions) -> Iterator[Problem]:
    place = decision.place
    home = decisions.get((Level.OUTCOME, place.outcome)) if place else None
    if place is None or home is None or home.kind not in KEPT:
        yield Problem(line, "place", f"Select where “{line.name}” goes")
        return
    parts = len(home.titles) if home.kind == SuccessionKind.SPLIT else 1
    # Too few parts are a problem of the outcome's own.
    has_parts = home.kind == SuccessionKind.CONTINUED or parts >= FEWEST_PARTS
    if has_parts and not 1 <= place.part <= parts:
        yield Problem(line, "place", f"Select a part that there is for “{line.name}”")
