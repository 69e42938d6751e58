"""A spreadsheet to be filled in, whatever the format: what is asked, and what only stands beside.

Cells that are not asked are locked, without a password: nobody is kept out, slips are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from csplan.core.tabular.writing import Cell


class Look(StrEnum):
    """How a cell looks, and whether it may be written in."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    OPEN_HEADING = "open-heading"
    WORDS = "words"
    DAY = "day"
    OPEN_WORDS = "open-words"
    OPEN_DAY = "open-day"
    OPEN_NUMBER = "open-number"


class Kind(StrEnum):
    """What is written in a column."""

    WORDS = "words"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True)
class PageColumn:
    """One column. ``width`` is in characters; ``hint`` is shown when a cell is entered.

    ``choices`` are offered as a list, one of which must be taken.
    """

    heading: str
    width: int = 20
    kind: Kind = Kind.WORDS
    is_open: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""

    def look(self, *, is_asked: bool = True) -> Look:
        if self.is_open and is_asked:
            return Look(f"open-{self.kind}")
        return Look.DAY if self.kind == Kind.DAY else Look.WORDS


@dataclass(frozen=True)
class Page:
    """One sheet: a title and lines about it, a row of headings, and rows.

    ``unasked`` are cells of open columns, as (row, column) from 0, that stay locked. Without
    columns the page is its title and lead, then rows of plain words. One that is not protected
    is to be worked with: sorted, filtered and changed at will.
    """

    name: str
    columns: tuple[PageColumn, ...]
    rows: Sequence[Sequence[Cell]]
    lead: tuple[str, ...] = ()
    unasked: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False
    is_protected: bool = True

    @property
    def heading_row(self) -> int:
        """Where the headings stand, from 0."""
        return len(self.lead)

    def look_of(self, row: int, column: int) -> Look:
        return self.columns[column].look(is_asked=(row, column) not in self.unasked)

    def lead_look(self, line: int) -> Look:
        return Look.LEAD if line else Look.TITLE

    def heading_look(self, column: int) -> Look:
        return Look.OPEN_HEADING if self.columns[column].is_open else Look.HEADING
