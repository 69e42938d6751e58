"""What changed as pages show it: tables and marked words, in order of importance."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from programme.choices import MeasureStatus
from programme.rules.risks import HIGHEST_SCORE, level_of
from reporting.document import words
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import GROUPS, Group, Kind
from reporting.document.changes.marking import WordBlock, word_block
from reporting.document.changes.statement_rows import (
    amount,
    figure_cells,
    network_cells,
    payment_cells,
    saving_cells,
)
from reporting.document.rows import chip

HEADINGS: Mapping[Group, str] = {
    Group.FIGURES: "Figures then and now",
    Group.WORSE: "Ratings that got worse",
    Group.STILL: "Still off track or at risk",
    Group.SILENT: "Without a report now",
    Group.RISKS: "Risks",
    Group.MEASURES: "Measures",
    Group.DATES: "Dates",
    Group.PAYMENTS: "Invoices and payments",
    Group.NETWORKS: "Networks and people",
    Group.SAVINGS: "Savings",
    Group.PLAN: "The plan",
    Group.RESTATED: "Figures put right or given late",
    Group.BETTER: "Ratings that got better or are back",
    Group.PEOPLE: "People",
    Group.WORDS: "Words",
}
PLURALS = {
    "part of the plan": "parts of the plan",
    "change of people": "changes of people",
    "locality": "localities",
}
CAPTIONS: Mapping[Group, tuple[str, str]] = {
    Group.FIGURES: ("figure", "what is lower first, then what is higher"),
    Group.WORSE: ("milestone", "off track first, then the furthest fallen"),
    Group.STILL: ("milestone", "off track first, then the longest"),
    Group.SILENT: ("milestone", "what was furthest behind first"),
    Group.RISKS: ("risk", "higher first"),
    Group.MEASURES: ("measure", "those that moved against plan first"),
    Group.DATES: ("date", "those moved later first, the furthest at the top"),
    Group.PAYMENTS: ("invoice or payment", "those no longer counted first, then what came in"),
    Group.NETWORKS: ("locality", "those the department left first"),
    Group.SAVINGS: ("saving", "those withdrawn or refused first, and the largest of each"),
    Group.PLAN: ("part of the plan", "taken out first"),
    Group.RESTATED: ("figure", "in the order of the plan"),
    Group.BETTER: ("milestone", "the furthest risen first"),
    Group.PEOPLE: ("change of people", ""),
}
MOVEMENTS: Mapping[Kind, str] = {
    Kind.TO_OFF_TRACK: "↓ Worse",
    Kind.WORSE: "↓ Worse",
    Kind.STILL: "No better",
    Kind.BETTER: "↑ Better",
    Kind.HEARD: "Reported again",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: what it is about, where, and the cells of its table."""

    title: str
    place: str
    href: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Changes of one group: rows under columns, or blocks of words."""

    group: Group
    heading: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[ChangeRow]
    blocks: Sequence[WordBlock] = ()

    @property
    def has_marks(self) -> bool:
        """Whether any of its words are marked one by one."""
        return any(block.marked for block in self.blocks)

    @property
    def labelled_rows(self) -> Sequence[tuple[ChangeRow, Sequence[tuple[str, str]]]]:
        """Each row with its cells and the columns they stand in."""
        return [(row, list(zip(self.columns[1:], row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Names:
    """What the two packs are called in headings, and where a change leads to.

    ``own`` is the locality that both are about, which no line needs to name.
    """

    before: str
    after: str
    href: Callable[[Change], str]
    own: str = ""


def change_tables(changes: Iterable[Change], names: Names) -> Sequence[ChangeTable]:
    """A table for each group that has a change, the most important first."""
    found: dict[Group, list[Change]] = {group: [] for group in GROUPS}
    for change in changes:
        found[change.group].append(change)
    return [_table(group, rows, names) for group, rows in found.items() if rows]


def _table(group: Group, changes: Sequence[Change], names: Names) -> ChangeTable:
    heading = HEADINGS[group]
    if group is Group.WORDS:
        blocks = [word_block(each, href=names.href(each)) for each in changes]
        return ChangeTable(group, heading, "", (), (), blocks)
    columns, cells = TABLES[group]
    rows = [
        ChangeRow(_title(each), _place(each, names), names.href(each), cells(each))
        for each in changes
    ]
    named = {"Was": names.before, "Now": names.after}
    return ChangeTable(
        group=group,
        heading=heading,
        caption=_caption(group, len(changes)),
        columns=[named.get(name, name) for name in columns],
        rows=rows,
    )


def _caption(group: Group, number: int) -> str:
    noun, order = CAPTIONS[group]
    several = words.count(number, noun, PLURALS.get(noun, ""))
    return words.sentence(f"{several}, {order}" if order and number > 1 else several)


def _title(change: Change) -> str:
    return change.what if change.kind is Kind.POST else words.sentence(change.title)


def _place(change: Change, names: Names) -> str:
    """The locality, where neither the title nor the whole pack names it."""
    if change.place == names.own:
        return ""
    return "" if change.place == change.title and change.kind is not Kind.POST else change.place


def _ratings(change: Change) -> Sequence[str]:
    moved = f"{MOVEMENTS[change.kind]}{_held(change)}"
    return chip(change.before), chip(change.after), moved


def _rating_before(change: Change) -> Sequence[str]:
    return (chip(change.before),)


def _held(change: Change) -> str:
    """For how many quarters it has had the rating it has now, where that is more than this one."""
    held = change.number or 0
    return f", {held} quarters at this rating" if held > 1 else ""


def _risk(change: Change) -> Sequence[str]:
    how = {
        "new": "Newly escalated",
        "closed": "Closed",
        "lowered": "No longer escalated",
    }.get(change.now, "↑ Higher" if change.kind is Kind.RISK_UP else "↓ Lower")
    was = _score(change.before) if change.before else "Not escalated"
    return was, _score(change.after), _with_note(how, change.note)


def _score(score: str) -> str:
    if not score:
        return words.NONE
    return f"{score} of {HIGHEST_SCORE}, {level_of(int(score)).label.lower()}"


def _measure(change: Change) -> Sequence[str]:
    was, now = (MeasureStatus(each).label for each in (change.was, change.now))
    arrow = {Kind.MEASURE_WORSE: "↓ ", Kind.MEASURE_BETTER: "↑ "}.get(change.kind, "")
    moved = f"{arrow}{now}" if was == now else f"{arrow}{now}, was {was.lower()}"
    return amount(change.before, change.unit), amount(change.after, change.unit), moved


def _date(change: Change) -> Sequence[str]:
    moved = words.moved(change.number) if change.number else "reworded"
    agreed = change.kind is Kind.REBASELINED
    said = f"Agreed date changed: {moved}" if agreed else words.sentence(moved)
    return _day(change.before), _day(change.after), _with_note(said, change.note)


def _day(text: str) -> str:
    """A day in words, or the words a day was agreed in."""
    try:
        return words.day(dt.date.fromisoformat(text))
    except ValueError:
        return words.sentence(text) or "Undated"


def _scope(change: Change) -> Sequence[str]:
    if change.kind is Kind.RETARGETED:
        was, now = (amount(each, change.unit) for each in (change.before, change.after))
        return (f"Target for the year {now}, was {was}",)
    what = words.sentence(change.what)
    return (f"{what} {'added' if change.kind is Kind.ADDED else 'taken out'}",)


def _restated(change: Change) -> Sequence[str]:
    quarter = Quarter.parse(change.quarter).short_label
    was, now = (amount(each, change.unit) for each in (change.before, change.after))
    return quarter, was if change.before else "No figure", _with_note(now, change.note)


def _person(change: Change) -> Sequence[str]:
    empty = "Vacant" if change.kind is Kind.POST else "Nobody named"
    return change.before or empty, change.after or empty


def _with_note(said: str, note: str) -> SafeString | str:
    if not note:
        return said
    return format_html('{} <span class="pack-quiet">{}</span>', said, note)


Cells = Callable[[Change], Sequence[str]]
TABLES: Mapping[Group, tuple[Sequence[str], Cells]] = {
    Group.FIGURES: (("Figure", "Was", "Now", "Movement"), figure_cells),
    Group.WORSE: (("Milestone", "Was", "Now", "Movement"), _ratings),
    Group.STILL: (("Milestone", "Was", "Now", "Movement"), _ratings),
    Group.SILENT: (("Milestone", "Was"), _rating_before),
    Group.RISKS: (("Risk", "Was", "Now", "Movement"), _risk),
    Group.MEASURES: (("Measure, the year so far", "Was", "Now", "Against plan"), _measure),
    Group.DATES: (("Milestone", "Was", "Now", "Moved"), _date),
    Group.PAYMENTS: (("What", "Reference", "Day", "Amount", "Change"), payment_cells),
    Group.NETWORKS: (("Locality", "Was", "Now"), network_cells),
    Group.SAVINGS: (("Saving", "Amount", "Change"), saving_cells),
    Group.PLAN: (("Part of the plan", "What changed"), _scope),
    Group.RESTATED: (("Measure", "Figure of", "Previously reported", "As it now stands"),
                     _restated),
    Group.BETTER: (("Milestone", "Was", "Now", "Movement"), _ratings),
    Group.PEOPLE: (("Post or owner", "Was", "Now"), _person),
}  # fmt: skip
