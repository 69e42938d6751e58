"""What a return asks: one item for each milestone, each measure and the overview."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from django import forms

from csplan.core.worded_moments import date_words, moment_words
from programme.choices import Accumulation, Collection
from programme.forms.answers import AnswerForm, MilestoneForm, OverviewForm
from programme.forms.figures import MeasureForm
from programme.forms.layout import ShownFor
from programme.forms.sheets import cells
from programme.forms.values import measure_initial, milestone_initial, overview_initial
from programme.models import Measure, MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.rules.measures import figure_words, unit_words
from programme.selectors.answers import UNDATED
from programme.selectors.derived import RecordFigure, figures_followed
from programme.selectors.sheets import Beside, expected_before_each, updates_of
from programme.services import save_measure, save_milestone, save_overview

MILESTONES, MEASURES, OVERVIEW = "Milestones", "Measures", "Overview"
SHEETS = (MILESTONES, MEASURES, OVERVIEW)
FACTS = {
    MILESTONES: ("Due", "Date agreed in the plan"),
    MEASURES: (
        "Unit", "What to count", "What a percentage is worked out from",
        "Planned for this quarter", "Target for the year",
    ),
    OVERVIEW: (),
}  # fmt: skip
"""What stands beside the questions of each sheet."""

PART_LABELS = {
    "numerator": "Percentage: the part counted",
    "denominator": "Percentage: out of",
}
"""Measures name their parts each in its own way, and share two columns."""

Write = Callable[..., None]
"""A service that waits for the actor and the moment."""


class Item(ABC):
    """One thing a return asks about, with the form that a person would fill in for it."""

    sheet: str
    key: str
    title: str
    saved: str = ""
    """Who saved it last and when, in words."""

    @abstractmethod
    def form(self, data: Any = None) -> AnswerForm:
        """The form of the answer."""

    @abstractmethod
    def initial(self) -> Mapping[str, Any]:
        """What is recorded, by the form's fields, and its version."""

    @abstractmethod
    def last(self, known: Beside) -> Mapping[str, Any]:
        """What was reported a quarter earlier, by the form's fields; nothing if nothing was."""

    def facts(self, known: Beside) -> tuple[str, ...]:
        """What else stands beside the questions, in the order of ``FACTS``."""
        return ()

    @abstractmethod
    def write(self, form: Any) -> Write:
        """The service that saves a valid form over the version that the form carries."""

    @property
    def version(self) -> int:
        return int(self.initial()["version"])

    @cached_property
    def fields(self) -> dict[str, forms.Field]:
        """What is asked, in the order it is asked in."""
        return {name: self._blank.fields[name] for name in self.headings}

    @cached_property
    def headings(self) -> dict[str, str]:
        """The question of each field, with when it arises; those that always do come first."""
        asked = sorted(_asked(self._blank), key=lambda field: bool(field[1]))
        return {name: _heading(self.label(name), when) for name, when in asked}

    def label(self, name: str) -> str:
        """The question of a field, whenever it arises."""
        return str(self._blank.fields[name].label)

    @cached_property
    def _blank(self) -> AnswerForm:
        return self.form()

    @cached_property
    def now(self) -> dict[str, str]:
        """What is recorded, as plain text."""
        return self.plain(self.initial())

    def plain(self, values: Mapping[str, Any]) -> dict[str, str]:
        fields = self.fields.items()
        return {name: cells.plain(field, values.get(name)) for name, field in fields}

    def filled_in(self, answers: Mapping[str, str]) -> AnswerForm:
        """The form as if a person had typed the plain ``answers`` over what is recorded."""
        data: dict[str, Any] = {"version": str(self.version)}
        for name, field in self.fields.items():
            data |= cells.posted(name, field, answers[name])
        return self.form(data)


class MilestoneItem(Item):
    sheet = MILESTONES

    def __init__(
        self, update: MilestoneUpdate, *, today: dt.date, expected_before: dt.date | None
    ) -> None:
        self.update, self.today, self.expected_before = update, today, expected_before
        self.key, self.title = f"milestone-{update.milestone_id}", update.milestone.title
        self.saved = _saved(update)

    def form(self, data: Any = None) -> MilestoneForm:
        return MilestoneForm(
            data,
            milestone=self.update.milestone,
            quarter_starts_on=self.update.quarterly_return.period.starts_on,
            today=self.today,
            expected_before=lambda: self.expected_before,
        )

    def initial(self) -> Mapping[str, Any]:
        return milestone_initial(self.update)

    def last(self, known: Beside) -> Mapping[str, Any]:
        update = known.last_milestones.get(self.update.milestone_id)
        return {} if update is None else milestone_initial(update)

    def facts(self, known: Beside) -> tuple[str, ...]:
        milestone = self.update.milestone
        agreed = "" if milestone.baseline_on is None else date_words(milestone.baseline_on)
        return milestone.date_phrase or UNDATED, agreed

    def write(self, form: Any) -> Write:
        return partial(
            save_milestone,
            update=self.update,
            answers=form.answers,
            version=form.cleaned_data["version"],
        )


class MeasureItem(Item):
    sheet = MEASURES

    def __init__(self, update: MeasureUpdate, followed: RecordFigure | None = None) -> None:
        """``followed`` is what csplan counts, so that nobody is asked for a figure."""
        self.update, self.followed = update, followed
        self.key, self.title = f"measure-{update.measure_id}", update.measure.title
        self.saved = _saved(update)

    def form(self, data: Any = None) -> MeasureForm:
        return MeasureForm(data, measure=self.update.measure, asks=self.followed is None)

    def label(self, name: str) -> str:
        return PART_LABELS.get(name) or super().label(name)

    def initial(self) -> Mapping[str, Any]:
        return measure_initial(self.update)

    def last(self, known: Beside) -> Mapping[str, Any]:
        update = known.last_measures.get(self.update.measure_id)
        return {} if update is None else measure_initial(update)

    def facts(self, known: Beside) -> tuple[str, ...]:
        measure = self.update.measure
        planned = known.planned.get(measure.pk)
        return (
            unit_words(measure.unit)[1],
            "\n".join(filter(None, [measure.definition, self._counted()])),
            _parts(measure),
            "" if planned is None else figure_words(planned, measure.unit),
            measure.target_figure,
        )

    def _counted(self) -> str:
        if self.followed is None:
            return ""
        return (
            f"csplan counts it from the record of delivery, so far {self.followed.figure}: "
            "there is no figure to enter."
        )

    def write(self, form: Any) -> Write:
        return partial(
            save_measure,
            update=self.update,
            answers=form.answers,
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
        )


class OverviewItem(Item):
    sheet, key, title = OVERVIEW, "overview", "Overview of the quarter"

    def __init__(self, quarterly_return: QuarterlyReturn) -> None:
        self.quarterly_return = quarterly_return

    def form(self, data: Any = None) -> OverviewForm:
        return OverviewForm(data)

    def initial(self) -> Mapping[str, Any]:
        return overview_initial(self.quarterly_return)

    def last(self, known: Beside) -> Mapping[str, Any]:
        return {} if known.last_return is None else overview_initial(known.last_return)

    def write(self, form: Any) -> Write:
        return partial(save_overview, quarterly_return=self.quarterly_return, **form.cleaned_data)


def items_of(quarterly_return: QuarterlyReturn, *, today: dt.date) -> dict[str, Item]:
    """Everything the return asks, by key, in the order of its sheets.

    Three queries, and at most eight more when some measures follow the record.
    """
    milestones, measures = updates_of(quarterly_return)
    expected = expected_before_each(quarterly_return, milestones)
    items: list[Item] = [
        MilestoneItem(update, today=today, expected_before=expected[update.milestone_id])
        for update in milestones
    ]
    is_followed = any(each.measure.collection == Collection.DERIVED for each in measures)
    followed = figures_followed(quarterly_return) if is_followed else {}
    items += [MeasureItem(each, followed.get(each.measure_id)) for each in measures]
    items.append(OverviewItem(quarterly_return))
    return {item.key: item for item in items}


def _asked(form: AnswerForm) -> Iterator[tuple[str, str]]:
    """Each field that people see, with when it is asked."""
    for part in form.layout_items():
        if isinstance(part, ShownFor):
            yield from ((name, part.when) for name in part.fields)
        elif isinstance(part, str) and not form[part].is_hidden:
            yield part, ""


def _parts(measure: Measure) -> str:
    if measure.accumulation != Accumulation.RATIO:
        return ""
    return f"{measure.numerator_label}, out of: {measure.denominator_label}"


def _heading(label: str, when: str) -> str:
    return f"{when}: {label[:1].lower()}{label[1:]}" if when else label


def _saved(update: MilestoneUpdate | MeasureUpdate) -> str:
    if update.updated_by is None or update.updated_at is None:
        return ""
    return f"{update.updated_by}, {moment_words(update.updated_at)}"
