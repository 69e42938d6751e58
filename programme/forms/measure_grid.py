"""Every measure of a return in one grid: each row is the form of its own page, with fewer words.

A row carries a fingerprint of what it was drawn from beside the version, so that a row nobody
touched is told from one that was, whatever a colleague has saved meanwhile.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core.components import TextDifference
from csplan.core.field_markup import control_html
from csplan.drafts.restoring import RestoredDraft, typed_values
from programme.choices import Unit
from programme.forms.figures import ANSWERS, PARTS, MeasureForm
from programme.forms.values import differences, measure_initial
from programme.models import Measure
from programme.rules.pasting import PastedFigure
from programme.selectors.measure_grid import GridLine
from programme.services.many import MeasureSave

FIGURES = ("value", *PARTS)
WORDS = ("not_available_reason", "comment")
WIDTHS: Mapping[str, int] = {Unit.POUNDS: 10}
NARROW = 5


class RowState(Enum):
    """What became of a row that was sent."""

    UNTOUCHED = "untouched"
    TO_SAVE = "to save"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to fill in, as the page draws it; without a label it is the measure's figure."""

    label: str
    control: SafeString
    messages: tuple[str, ...]
    id: str
    prefix: str = ""
    suffix: str = ""
    is_filled: bool = False


@dataclass
class GridRow:
    """One measure of the grid. ``form`` is None where csplan counts the figure."""

    line: GridLine
    is_pasted: bool = False
    differences: list[TextDifference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form = None if self.line.is_followed else self._form(self.stored)
        self.seen = self._fingerprint(self.stored)
        self.version = str(self.line.update.version)

    @property
    def measure(self) -> Measure:
        return self.line.measure

    @property
    def prefix(self) -> str:
        return f"m{self.measure.pk}"

    @cached_property
    def stored(self) -> Mapping[str, Any]:
        return measure_initial(self.line.update)

    def _form(self, initial: Mapping[str, Any] | None, data: Any = None) -> MeasureForm:
        return MeasureForm(data, initial=initial, prefix=self.prefix, measure=self.measure)

    def take(self, sent: QueryDict) -> RowState:
        """Read the row from what was sent; one that says what is stored is drawn afresh."""
        if not self._was_touched(sent):
            return RowState.UNTOUCHED
        form = self._form(None, sent)
        if not differences(form, dict(self.stored)):
            return RowState.UNTOUCHED
        self.form, self.seen = form, sent.get(f"{self.prefix}-seen", "")
        self.version = sent.get(f"{self.prefix}-version", "")
        return RowState.TO_SAVE if form.is_valid() else RowState.WRONG

    def show_conflict(self) -> None:
        """Both answers, and what was typed still in the boxes, over what is stored now."""
        form = self.form
        if form is not None and form.is_bound:
            self.differences = differences(form, dict(self.stored))
            self._refill(self._texts(form.data))

    def restore(self, draft: RestoredDraft) -> bool:
        """Show what was typed in the row and never saved; whether there was anything."""
        if self.take(draft.sent) == RowState.UNTOUCHED:
            return False
        if draft.version(default=-1, name=f"{self.prefix}-version") == self.line.update.version:
            self._refill(self._texts(draft.sent))
        else:
            self.show_conflict()
        return True

    def fill(self, sent: QueryDict, pasted: PastedFigure | None) -> None:
        """What was typed with what was pasted over it; judged when it is saved."""
        was_touched = self.take(sent) != RowState.UNTOUCHED
        texts = self._texts(sent) if was_touched else dict(self.stored)
        if pasted is not None:
            texts |= _pasted_texts(pasted)
            self.is_pasted = True
        if was_touched or pasted is not None:
            self._refill(texts, over_stored=not was_touched)

    def save(self) -> MeasureSave:
        """What a valid row would save."""
        form: Any = self.form
        words, version = form.cleaned_data["comment"], form.cleaned_data["version"]
        return MeasureSave(self.line.update, form.answers, words, version)

    def words(self) -> Iterator[tuple[str, str]]:
        """What was typed in the row, for a page that could not save it."""
        for label, text in self.form.words() if self.form else ():
            yield f"{self.measure.title}: {label}", text

    def _refill(self, texts: Mapping[str, Any], *, over_stored: bool = True) -> None:
        self.form = self._form({**self.stored, **texts})
        if over_stored:
            self.seen = self._fingerprint(self.stored)
            self.version = str(self.line.update.version)

    def _texts(self, sent: Any) -> dict[str, Any]:
        return typed_values(self._form(None), sent)

    def _was_touched(self, sent: QueryDict) -> bool:
        if self.form is None or f"{self.prefix}-version" not in sent:
            return False
        return self._fingerprint(self._texts(sent)) != sent.get(f"{self.prefix}-seen", "")

    def _fingerprint(self, values: Mapping[str, Any]) -> str:
        texts = [str(values.get(name) or "").split() for name in (*FIGURES, *WORDS)]
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]

    # What the page draws

    @property
    def hidden(self) -> SafeString:
        pairs = (("version", self.version), ("seen", self.seen))
        return format_html_join(
            "",
            '<input type="hidden" name="{}-{}" value="{}">',
            ((self.prefix, name, value) for name, value in pairs),
        )

    @cached_property
    def figures(self) -> list[Box]:
        return self._boxes(FIGURES)

    @cached_property
    def explanations(self) -> list[Box]:
        return self._boxes(WORDS)

    @property
    def is_open(self) -> bool:
        """Whether to show the boxes for words, which most measures need not."""
        return any(box.messages or box.is_filled for box in self.explanations)

    @property
    def other_messages(self) -> list[str]:
        """What is wrong with the row and with none of its boxes."""
        errors = self.form.errors if self.form and self.form.is_bound else {}
        wrong = [name for name in errors if name not in (*FIGURES, *WORDS)]
        return [str(words) for name in wrong for words in errors[name]]

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """Where and what is wrong, for the summary above the grid."""
        for box in (*self.figures, *self.explanations):
            yield from ((box.id, words) for words in box.messages)
        yield from ((self.prefix, words) for words in self.other_messages)

    def _boxes(self, names: Iterable[str]) -> list[Box]:
        form = self.form
        return [self._box(form[name]) for name in names if form and name in form.fields]

    def _box(self, bound: BoundField) -> Box:
        is_single = bound.name == "value"
        unit = self.measure.unit if is_single else ""
        return Box(
            label="" if is_single else str(bound.label),
            control=_control(bound, WIDTHS.get(unit, NARROW)),
            messages=tuple(str(words) for words in bound.errors),
            id=str(bound.auto_id),
            prefix="£" if unit == Unit.POUNDS else "",
            suffix="%" if unit == Unit.PERCENT else "",
            is_filled=bool(bound.value()),
        )


def _pasted_texts(pasted: PastedFigure) -> dict[str, str]:
    """Figure and reason replace one another; a comment is replaced by another one only."""
    texts = {name: getattr(pasted, name) for name in (*FIGURES, "not_available_reason")}
    found = texts if pasted.has_figure else {}
    return found | ({"comment": pasted.comment} if pasted.comment else {})


def _control(bound: BoundField, width: int) -> SafeString:
    if isinstance(bound.field, forms.TypedChoiceField):
        return _select(bound)
    if isinstance(bound.field.widget, forms.Textarea):
        return control_html(bound, {**_attrs(bound, "textarea"), "rows": "2"})
    look = _attrs(bound, "input", f" govuk-input--width-{width}")
    return control_html(bound, {**look, "autocomplete": "off"})


def _attrs(bound: BoundField, kind: str, look: str = "") -> dict[str, str | bool]:
    if not bound.errors:
        return {"class": f"govuk-{kind}{look}"}
    wrong = f"govuk-{kind}{look} govuk-{kind}--error"
    return {"class": wrong, "aria-describedby": f"{bound.auto_id}-error"}


def _select(bound: BoundField) -> SafeString:
    """Yes or no in one box: two buttons in each row are more than a grid can hold."""
    chosen = str(bound.value() or "")
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if value == chosen else "", words)
            for value, words in (("", "Select"), *ANSWERS)
        ),
    )
    return format_html(
        '<select{} id="{}" name="{}">{}</select>',
        flatatt(_attrs(bound, "select")),
        bound.auto_id,
        bound.html_name,
        options,
    )


class MeasureGrid:
    """The rows, and what was read of them when they were sent."""

    keeps_draft = True

    def __init__(self, lines: Iterable[GridLine]) -> None:
        self.rows = [GridRow(line) for line in lines]
        self.restored: RestoredDraft | None = None

    def take(self, sent: QueryDict) -> dict[RowState, list[GridRow]]:
        """The rows by what became of them."""
        found: dict[RowState, list[GridRow]] = {state: [] for state in RowState}
        for row in self.rows:
            found[row.take(sent)].append(row)
        return found

    def restore(self, draft: RestoredDraft | None) -> None:
        """Show what was typed and not saved; what was not touched shows what is stored."""
        restored = [row for row in self.rows if draft is not None and row.restore(draft)]
        self.restored = draft if restored else None

    def fill(self, sent: QueryDict, figures: Mapping[int, PastedFigure]) -> None:
        for row in self.rows:
            row.fill(sent, figures.get(row.measure.pk))

    @cached_property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each with its place on the page and the measure it is about."""
        return [
            (place, row.measure.title, words) for row in self.rows for place, words in row.problems
        ]

    @property
    def errors(self) -> bool:
        """Whether the page's title says that something is wrong."""
        return bool(self.problems or self.conflicts)

    @property
    def conflicts(self) -> list[GridRow]:
        return [row for row in self.rows if row.differences]
