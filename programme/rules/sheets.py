"""Bringing back answers that were written away from csplan: decisions over plain text.

Each cell is seen three times: as its writer started from it, as it is now, and as they bring
it. Text is compared as readers see it: a spreadsheet may change blanks and line ends.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(
    r"(?P<period>[0-9]{4}-[0-9]{2}-q[1-4])/(?P<locality>[-a-zA-Z0-9_]{1,60})/"
    r"(?P<revision>[1-9][0-9]{0,3})/(?P<item>[a-z]{1,20}(?:-[0-9]{1,18})?)"
)


class CellState(StrEnum):
    """What became of one cell since its writer took it away."""

    UNCHANGED = "unchanged"
    BROUGHT = "brought"
    CHANGED_THERE = "changed there"
    AGREED = "agreed"
    CONFLICT = "conflict"


class Choice(StrEnum):
    """Whose words stand where both sides changed them."""

    MINE = "mine"
    THEIRS = "theirs"


def same_words(one: str, other: str) -> bool:
    """Whether two texts read the same, whatever a spreadsheet did to blanks and line ends."""
    return one == other or _as_read(one) == _as_read(other)


def _as_read(text: str) -> str:
    plain = _UNWRITABLE.sub("\ufffd", unicodedata.normalize("NFC", text.replace("\r", "\n")))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class MergedCell:
    """One cell, three times. ``base`` is None when nobody knows what its writer started from.

    What was brought stands, what only others changed stands, and where both did, ``choice``
    decides; until it does, nothing does.
    """

    base: str | None
    now: str
    mine: str
    choice: Choice | None = None

    @cached_property
    def state(self) -> CellState:
        is_mine = self.base is None or not same_words(self.mine, self.base)
        is_theirs = self.base is None or not same_words(self.now, self.base)
        if same_words(self.mine, self.now):
            return CellState.AGREED if is_mine and is_theirs else CellState.UNCHANGED
        if is_mine and is_theirs:
            return CellState.CONFLICT
        return CellState.BROUGHT if is_mine else CellState.CHANGED_THERE

    @property
    def is_undecided(self) -> bool:
        return self.state == CellState.CONFLICT and self.choice is None

    @property
    def brings(self) -> bool:
        """Whether the writer's own words go in."""
        if self.state == CellState.CONFLICT:
            return self.choice == Choice.MINE
        return self.state == CellState.BROUGHT

    @property
    def result(self) -> str:
        """What the cell will hold; as it is now while a conflict is undecided."""
        return self.mine if self.brings else self.now


def merge(
    base: Mapping[str, str] | None,
    now: Mapping[str, str],
    mine: Mapping[str, str],
    choices: Mapping[str, Choice] | None = None,
) -> dict[str, MergedCell]:
    """The cells of one item that both the item and the file have, in the file's order.

    A cell that ``base`` does not name was empty when it was taken away; without any base every
    difference is a conflict.
    """
    decided = choices or {}
    return {
        name: MergedCell(
            base=None if base is None else base.get(name, ""),
            now=now[name],
            mine=text,
            choice=decided.get(name),
        )
        for name, text in mine.items()
        if name in now
    }


@dataclass(frozen=True, slots=True)
class SheetIdentity:
    """Which return a spreadsheet was taken from."""

    period: str
    locality: str
    revision: int

    def reference(self, item: str) -> str:
        """What stands at the end of an item's row, so that the row can be told anywhere."""
        return f"{self.period}/{self.locality}/{self.revision}/{item}"


def parse_reference(text: str) -> tuple[SheetIdentity, str] | None:
    """The return and the item that a row is about; None when it names none."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    identity = SheetIdentity(found["period"], found["locality"], int(found["revision"]))
    return identity, found["item"]
