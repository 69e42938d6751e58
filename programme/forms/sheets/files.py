"""The spreadsheet that a co-ordinator takes away: what is asked, beside what was said before.

Besides the sheets that people see, a hidden one says which return it is, and what each answer
was when it was taken away, so that bringing it back can tell whose change is whose.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django import forms

from csplan.accounts.actors import Actor
from csplan.core.periods import london_day
from csplan.core.tabular.excel_pages import XLSX_TYPE, excel_pages
from csplan.core.tabular.ods_pages import ods_pages
from csplan.core.tabular.pages import Kind, Page, PageColumn
from csplan.core.tabular.writing import ODS_TYPE, Cell
from csplan.core.worded_moments import moment_words
from programme.forms.sheets import cells
from programme.forms.sheets.items import FACTS, SHEETS, Item, items_of
from programme.models import QuarterlyReturn
from programme.rules.sheets import SheetIdentity
from programme.selectors.sheets import Beside, beside

GUIDE, RECORD = "Guide", "csplan"
LAST = "Last quarter:"
REFERENCE, VERSION, WHOLE = "Reference", "Version", "return"
MARK, SCHEMA = "csplan quarterly return", "1"
WRITERS = {"ods": (ODS_TYPE, ods_pages), "xlsx": (XLSX_TYPE, excel_pages)}
ITEM_WIDTH, WORDS_WIDTH, SHORT_WIDTH, GUIDE_WIDTH = 36, 42, 18, 100
LAST_WORDS_WIDTH = 32
LAST_COLUMN = PageColumn(REFERENCE, SHORT_WIDTH)
ABOUT = "Fill in the white cells under the dark blue headings. Grey cells are there to be read."
FIGURE_HINT = "The number alone, like 12 or 1234.50"
HOW_TO = {
    "What to fill in": "The white cells under the dark blue headings, on the sheets Milestones, "
    "Measures and Overview. Grey cells are there to be read and are locked.",
    "Choices": "Where there is a list, choose from it. What each choice means is below.",
    "Dates": "Enter a day, like 31/3/2014 or 31 March 2014.",
    "Figures": "Enter the number alone, like 12 or 1234.50. If there is no figure, leave it empty "
    "and say why beside it.",
    "Words": "Plain text, at most 4,000 characters in a cell. Leave a question that begins “If it "
    "is complete” or the like empty unless that is so.",
    "What you may leave": "Rows that you do not touch stay as they are in csplan, and so do rows "
    "that you remove. Emptying a cell empties the answer.",
    "Bringing it back": "Upload the file on the page where you downloaded it. You then see what "
    "would change, and what others have changed meanwhile. Nothing is saved until you confirm.",
}


def identity_of(quarterly_return: QuarterlyReturn) -> SheetIdentity:
    return SheetIdentity(
        quarterly_return.period.slug,
        quarterly_return.locality.slug,
        quarterly_return.revision,
    )


def return_file(
    kind: str, quarterly_return: QuarterlyReturn, *, actor: Actor, at: dt.datetime
) -> bytes:
    """The return as it is now, as an "ods" or "xlsx" file. Seven queries at most.

    At most eight more when some measures follow the record.
    """
    items = items_of(quarterly_return, today=london_day(at))
    known = beside(quarterly_return, actor=actor)
    _, write = WRITERS[kind]
    return write(_pages(quarterly_return, items.values(), known, at=at))


def _pages(
    quarterly_return: QuarterlyReturn, items: Iterable[Item], known: Beside, *, at: dt.datetime
) -> list[Page]:
    by_sheet: dict[str, list[Item]] = {sheet: [] for sheet in SHEETS}
    for item in items:
        by_sheet[item.sheet].append(item)
    sheets = [(name, found) for name, found in by_sheet.items() if found]
    return [
        _guide(quarterly_return, items, at=at),
        *(_Sheet(name, found, quarterly_return, known).page() for name, found in sheets),
        _record(quarterly_return, items),
    ]


@dataclass(frozen=True)
class _Question:
    """A question of some of a sheet's items; the same field may be asked in several ways."""

    name: str
    heading: str
    label: str
    field: forms.Field

    def is_asked(self, item: Item) -> bool:
        return item.headings.get(self.name) == self.heading


class _Sheet:
    """One sheet of items: what they are, what is known, each question beside last quarter's."""

    def __init__(
        self, name: str, items: Sequence[Item], quarterly_return: QuarterlyReturn, known: Beside
    ) -> None:
        self.name, self.items, self.quarterly_return = name, items, quarterly_return
        self.last = [item.plain(item.last(known)) for item in items]
        facts = [item.facts(known) for item in items]
        told = [at for at, _ in enumerate(FACTS[name]) if any(row[at] for row in facts)]
        self.fact_names = [FACTS[name][at] for at in told]
        self.facts = [[row[at] for at in told] for row in facts]
        self.columns = list(self._columns(_questions(items)))

    def page(self) -> Page:
        columns = [*self.known_columns(), *(column for _, column in self.columns), LAST_COLUMN]
        return Page(
            name=self.name,
            columns=tuple(columns),
            rows=[self.row(number) for number in range(len(self.items))],
            lead=(f"{self.quarterly_return}: {self.name.lower()}", ABOUT),
            unasked=frozenset(self.unasked()),
        )

    def known_columns(self) -> list[PageColumn]:
        return [
            PageColumn(self.name.removesuffix("s"), ITEM_WIDTH),
            *(PageColumn(words, _fact_width(words)) for words in self.fact_names),
        ]

    def was_answered(self, question: _Question) -> bool:
        """Whether anything was said to the question a quarter earlier."""
        pairs = zip(self.items, self.last, strict=True)
        return any(question.is_asked(item) and last[question.name] for item, last in pairs)

    def _columns(self, questions: Iterable[_Question]) -> Iterator[tuple[_Question, PageColumn]]:
        """Each question, after last quarter's answers where there are any."""
        for question in questions:
            kind, width = cells.kind(question.field), _width(question.field)
            if self.was_answered(question):
                narrower = min(width, LAST_WORDS_WIDTH)
                words = f"{LAST} {_lowered(question.label)}"
                yield question, PageColumn(words, narrower, kind)
            yield (
                question,
                PageColumn(
                    question.heading,
                    width,
                    kind,
                    is_open=True,
                    choices=cells.choices(question.field),
                    hint=_hint(question.field),
                ),
            )

    def row(self, number: int) -> list[Cell]:
        item, last = self.items[number], self.last[number]
        answers: list[Cell] = []
        for question, column in self.columns:
            texts, name = item.now if column.is_open else last, question.name
            is_asked = question.is_asked(item)
            answers.append(cells.cell(item.fields[name], texts[name]) if is_asked else None)
        reference = identity_of(self.quarterly_return).reference(item.key)
        return [item.title, *self.facts[number], *answers, reference]

    def unasked(self) -> Iterator[tuple[int, int]]:
        """Questions that do not arise for an item, whatever is answered to the others."""
        first = len(self.known_columns())
        for number, item in enumerate(self.items):
            for at, (question, _) in enumerate(self.columns, start=first):
                if not question.is_asked(item):
                    yield number, at


def _questions(items: Iterable[Item]) -> list[_Question]:
    """Every question that any of the items asks, once, each where its item has it."""
    found: list[_Question] = []
    for item in items:
        place = len(found)
        for name, heading in reversed(item.headings.items()):
            known = next((at for at, one in enumerate(found) if one.heading == heading), None)
            if known is None:
                question = _Question(name, heading, item.label(name), item.fields[name])
                found.insert(place, question)
            else:
                place = known
    return found


def _guide(quarterly_return: QuarterlyReturn, items: Iterable[Item], *, at: dt.datetime) -> Page:
    period = quarterly_return.period
    place = f"{quarterly_return.locality}, {period.quarter.label}"
    taken = f"revision {quarterly_return.revision}, as it was on {moment_words(at)}"
    rows = [
        ("This file", f"{place}, {taken}"),
        ("To be reported by", moment_words(quarterly_return.due_at)),
        *HOW_TO.items(),
        *_definitions(items),
    ]
    return Page(
        name=GUIDE,
        columns=(PageColumn("About", ITEM_WIDTH), PageColumn("What to know", GUIDE_WIDTH)),
        rows=rows,
        lead=(f"{quarterly_return}: how to fill in this return",),
    )


def _definitions(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """What each choice means, once for each question."""
    seen: set[str] = set()
    for item in items:
        for name, field in item.fields.items():
            meanings = [] if name in seen else cells.definitions(field)
            seen.add(name)
            for choice, meaning in meanings:
                yield f"{item.headings[name]} {choice}", meaning


def _record(quarterly_return: QuarterlyReturn, items: Iterable[Item]) -> Page:
    """Which return this is, and each answer as it is now, for the way back."""
    identity = identity_of(quarterly_return)
    names = list(dict.fromkeys(name for item in items for name in item.now))
    return Page(
        name=RECORD,
        columns=tuple(PageColumn(words) for words in (REFERENCE, VERSION, *names)),
        rows=[
            (
                identity.reference(item.key),
                str(item.version),
                *(item.now.get(name, "") for name in names),
            )
            for item in items
        ],
        lead=(f"{MARK} {SCHEMA}", identity.reference(WHOLE)),
        is_hidden=True,
    )


def _width(field: forms.Field) -> int:
    is_short = cells.kind(field) != Kind.WORDS or isinstance(field, forms.ChoiceField)
    return SHORT_WIDTH if is_short else WORDS_WIDTH


def _fact_width(heading: str) -> int:
    return WORDS_WIDTH if heading.startswith("What") else SHORT_WIDTH


def _lowered(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _hint(field: forms.Field) -> str:
    """What the screen says beside the question; for a choice, what each means."""
    meanings = [f"{choice}: {meaning}" for choice, meaning in cells.definitions(field)]
    return "\n".join(meanings) or (FIGURE_HINT if cells.kind(field) == Kind.NUMBER else "")
