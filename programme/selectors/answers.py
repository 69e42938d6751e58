"""A return's answers, each beside last quarter's, in the order people need them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from csplan.accounts.actors import Actor
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating, label, severity, slip_in_days
from programme.choices import Collection
from programme.models import Measure, MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import readable_states
from programme.rules.measures import Amount, figure_words
from programme.rules.returns import slip_words
from programme.selectors.derived import FOLLOWS_THE_RECORD, RecordFigure, figures_followed
from programme.selectors.figures import Earlier, Stated, readable_restatements, stated

UNDATED = "No date published"


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of a return: enough to list it, order it and compare it."""

    milestone_id: int
    title: str
    phrase: str
    days_overdue: int
    rating: str
    expected_on: dt.date | None
    was_asked_before: bool
    last_rating: str
    last_expected_on: dt.date | None
    owner: str = ""

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def is_reported(self) -> bool:
        return bool(self.rating)

    @property
    def needs_attention(self) -> bool:
        """Overdue, or at risk or off track now or last quarter; never once it is complete."""
        if self.rating == Rating.COMPLETE:
            return False
        troubled = {self.rating, self.last_rating} & NEEDS_PATH_TO_GREEN
        return self.is_overdue or bool(troubled)

    @property
    def slip_in_days(self) -> int | None:
        """Days the expected date has moved since last quarter; positive is later."""
        return slip_in_days(baseline_on=self.last_expected_on, expected_on=self.expected_on)

    @property
    def slip_words(self) -> str:
        return slip_words(self.slip_in_days)

    @property
    def label(self) -> str:
        return label(self.rating)

    @property
    def last_label(self) -> str:
        return label(self.last_rating)

    @property
    def is_changed(self) -> bool:
        """Whether its rating or its date differs from last quarter's."""
        return self.is_reported and (self.rating != self.last_rating or bool(self.slip_in_days))

    @property
    def gravity(self) -> tuple[int, int]:
        """Sorts the worst ratings first, then the longest slips."""
        return -severity(self.rating), -(self.slip_in_days or 0)


@dataclass(frozen=True, slots=True)
class WholeMilestone:
    """A milestone's full answer with how it stood last quarter."""

    line: MilestoneLine
    completed_on: dt.date | None
    narrative: str
    risk: str
    path_to_green: str
    date_change_reason: str
    evidence: str
    late_report_reason: str
    is_confirmed_unchanged: bool


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of a return and whether it has been answered.

    ``is_followed`` when csplan counts it from the record until the return is submitted.
    ``before`` is what it was reported as until a later return put it right.
    """

    measure: Measure
    stated: Stated
    is_reported: bool
    is_followed: bool = False

    @property
    def measure_id(self) -> int:
        return self.measure.pk

    @property
    def title(self) -> str:
        return self.measure.title

    @property
    def value(self) -> Decimal | None:
        return None if self.stated.amount is None else self.stated.amount.value

    @property
    def not_available_reason(self) -> str:
        return self.stated.not_available_reason

    @property
    def comment(self) -> str:
        return self.stated.comment

    @property
    def before(self) -> tuple[Earlier, ...]:
        return self.stated.before

    @property
    def figure(self) -> str:
        """The value with its unit; "" while there is none."""
        return "" if self.value is None else figure_words(self.value, self.measure.unit)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a return's milestones, measures and overview have been answered."""

    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @property
    def words(self) -> str:
        return f"{self.answered} of {self.total} answered"

    @property
    def short_words(self) -> str:
        """ "3 of 8", "All 8", "Not started" or, where there is nothing to answer, "None"."""
        if not self.total:
            return "None"
        if self.is_complete:
            return f"All {self.total}"
        return f"{self.answered} of {self.total}" if self.answered else "Not started"


@dataclass(frozen=True, slots=True)
class Answers:
    """Every line of a return: the most urgent milestones first, measures in the plan's order."""

    milestones: tuple[MilestoneLine, ...]
    measures: tuple[MeasureLine, ...]
    has_overview: bool

    @property
    def progress(self) -> Progress:
        milestones = sum(line.is_reported for line in self.milestones)
        measures = sum(line.is_reported for line in self.measures)
        total = len(self.milestones) + len(self.measures) + 1
        return Progress(milestones + measures + self.has_overview, total)

    @property
    def unanswered_milestones(self) -> tuple[MilestoneLine, ...]:
        return tuple(line for line in self.milestones if not line.is_reported)

    @property
    def may_be_unchanged(self) -> bool:
        """Whether a milestone is unanswered that was reported last quarter."""
        return any(line.last_rating for line in self.unanswered_milestones)

    @property
    def unanswered_measures(self) -> tuple[MeasureLine, ...]:
        return tuple(line for line in self.measures if not line.is_reported)

    @property
    def next_path(self) -> str:
        """Where, below the return's own address, the first unanswered thing is; "" when done."""
        for milestone in self.unanswered_milestones:
            return f"milestones/{milestone.milestone_id}/"
        for measure in self.unanswered_measures:
            return f"measures/{measure.measure_id}/"
        return "" if self.has_overview else "overview/"


def answers(quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date) -> Answers:
    """The return's lines, with what ``actor`` may read of last quarter.

    Four queries, and at most eight more when some measures follow the record.
    """
    return Answers(
        milestones=milestone_lines(quarterly_return, actor=actor, on=on),
        measures=measure_lines(quarterly_return, actor),
        has_overview=bool(quarterly_return.overview),
    )


def milestone_lines(
    quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date
) -> tuple[MilestoneLine, ...]:
    """The return's milestones, the most urgent first. Two queries."""
    before = _ratings_before(quarterly_return, actor)
    updates = MilestoneUpdate.objects.filter(quarterly_return=quarterly_return)
    rows = updates.order_by(
        "milestone__work_item__outcome__order", "milestone__work_item__order", "milestone__order"
    ).values_list(
        "milestone_id",
        "milestone__title",
        "milestone__date_phrase",
        "milestone__date_latest",
        "rating",
        "forecast_on",
        "completed_on",
        "milestone__owner",
    )
    lines = (_line(row, before, on) for row in rows)
    return tuple(sorted(lines, key=_urgency))


def measure_lines(quarterly_return: QuarterlyReturn, actor: Actor) -> tuple[MeasureLine, ...]:
    """The return's measures in the plan's order.

    Two queries, and at most eight more when some of them follow the record.
    """
    updates = list(
        MeasureUpdate.objects.filter(quarterly_return=quarterly_return)
        .select_related("measure")
        .prefetch_related(readable_restatements(actor, quarterly_return))
        .order_by("measure__outcome__order", "measure__order")
    )
    is_followed = any(update.measure.collection == Collection.DERIVED for update in updates)
    followed = figures_followed(quarterly_return) if is_followed else {}
    return tuple(_measure_line(update, followed.get(update.measure_id)) for update in updates)


def _measure_line(update: MeasureUpdate, followed: RecordFigure | None) -> MeasureLine:
    measure = update.measure
    own = stated(update, measure.unit)
    if followed is not None:
        own = Stated(measure.unit, Amount(followed.value), comment=update.comment)
    return MeasureLine(
        measure=measure,
        stated=own,
        is_reported=update.is_reported or followed is not None,
        is_followed=followed is not None,
    )


def measure_keys(quarterly_return: QuarterlyReturn) -> list[tuple[int, bool]]:
    """The return's measures in the plan's order, and whether each is answered. One query."""
    done = Case(
        When(FOLLOWS_THE_RECORD | Q(version__gt=0), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    updates = MeasureUpdate.objects.filter(quarterly_return=quarterly_return)
    in_order = updates.order_by("measure__outcome__order", "measure__order")
    return list(in_order.annotate(is_done=done).values_list("measure_id", "is_done"))


def whole_milestones(
    quarterly_return: QuarterlyReturn, lines: Iterable[MilestoneLine]
) -> list[WholeMilestone]:
    """The words of these milestones, in the order given. One query."""
    by_id = {line.milestone_id: line for line in lines}
    names = [field.name for field in dataclasses.fields(WholeMilestone)][1:]
    rows = MilestoneUpdate.objects.filter(
        quarterly_return=quarterly_return, milestone__in=by_id
    ).values_list("milestone_id", *names)
    found = {pk: WholeMilestone(by_id[pk], *answers) for pk, *answers in rows.order_by()}
    return [found[pk] for pk in by_id if pk in found]


def expected_before(update: MilestoneUpdate) -> dt.date | None:
    """The day the milestone was expected until this quarter: last reported, or else planned."""
    own = update.quarterly_return
    reported = MilestoneUpdate.objects.filter(
        milestone=update.milestone_id,
        quarterly_return__locality=own.locality_id,
        quarterly_return__period__starts_on__lt=own.period.starts_on,
        version__gt=0,
    ).order_by("-quarterly_return__period__starts_on", "-quarterly_return__revision")
    forecast_on = reported.values_list("forecast_on", flat=True).first()
    return forecast_on or update.milestone.baseline_on or update.milestone.date_latest


def _updates_before(
    quarterly_return: QuarterlyReturn, actor: Actor
) -> QuerySet[MilestoneUpdate, MilestoneUpdate]:
    """What the locality reported last quarter; a correction comes after what it corrects."""
    return MilestoneUpdate.objects.filter(
        quarterly_return__locality=quarterly_return.locality_id,
        quarterly_return__period__starts_on=quarterly_return.period.quarter.previous.starts_on,
        quarterly_return__state__in=readable_states(actor, quarterly_return),
    ).order_by("quarterly_return__revision")


Before = Mapping[int, tuple[str, dt.date | None]]
Row = tuple[int, str, str, dt.date | None, str, dt.date | None, dt.date | None, str]


def _ratings_before(quarterly_return: QuarterlyReturn, actor: Actor) -> Before:
    rows = _updates_before(quarterly_return, actor).values_list(
        "milestone_id", "rating", "forecast_on", "completed_on"
    )
    return {pk: (rating, completed_on or forecast) for pk, rating, forecast, completed_on in rows}


def _line(row: Row, before: Before, on: dt.date) -> MilestoneLine:
    milestone_id, title, phrase, latest, rating, forecast_on, completed_on, owner = row
    last_rating, last_expected_on = before.get(milestone_id, ("", None))
    return MilestoneLine(
        milestone_id=milestone_id,
        title=title,
        phrase=phrase or UNDATED,
        days_overdue=max(0, (on - latest).days) if latest else 0,
        rating=rating,
        expected_on=completed_on or forecast_on,
        was_asked_before=milestone_id in before,
        last_rating=last_rating,
        last_expected_on=last_expected_on,
        owner=owner,
    )


def _urgency(line: MilestoneLine) -> tuple[bool, bool, int, int]:
    """Troubled ones first, of those the unanswered, the worst rated and the longest overdue.

    Of the others the unanswered come first too; what is equal keeps the plan's own order.
    An unanswered one is as bad as last quarter left it.
    """
    if not line.needs_attention:
        return True, line.is_reported, 0, 0
    worst = severity(line.rating or line.last_rating)
    return False, line.is_reported, -worst, -line.days_overdue
