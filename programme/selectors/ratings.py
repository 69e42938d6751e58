"""A milestone's three ratings: its locality's, csplan's own and the national team's."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from csplan.core.ratings import Rating, severity
from programme.choices import AFTER_SUBMISSION
from programme.models import (
    Measure,
    MeasureUpdate,
    MilestoneUpdate,
    Moderation,
    PlannedValue,
    QuarterlyReturn,
    Rebaseline,
)
from programme.rules.evidence import (
    Difference,
    EarlierReport,
    MeasureStanding,
    MilestoneFacts,
    OwnView,
    counted_rating,
    difference,
    own_view,
)
from programme.rules.measures import Amount, accumulate, figure_words, judge
from programme.selectors.figures import amount_of

Updates = QuerySet[MilestoneUpdate, MilestoneUpdate]


@dataclass(frozen=True, slots=True)
class Moderated:
    """The national team's rating, and why."""

    rating: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ThreeRatings:
    """The ratings of one milestone in one return, kept apart."""

    update_id: int
    return_id: int
    milestone_id: int
    given: str
    own: OwnView
    explanation: str
    risk: str
    moderated: Moderated | None
    update_version: int
    moderation_count: int

    @property
    def version(self) -> int:
        """Grows with each save and each moderation, so that one number tells of both."""
        return self.update_version + self.moderation_count

    @property
    def moderated_rating(self) -> str:
        return self.moderated.rating if self.moderated else ""

    @property
    def counted(self) -> str:
        return counted_rating(self.given, self.moderated_rating)

    @property
    def difference(self) -> Difference:
        """How the locality's rating compares with csplan's."""
        return difference(self.given, self.own.rating)

    @property
    def difference_words(self) -> str:
        """ "better than the evidence suggests" or "worse …"; "" when they agree."""
        return f"{self.difference} than the evidence suggests" if self.difference else ""

    @property
    def own_sentence(self) -> str:
        """ "csplan goes by: 14 days later than agreed." or that it agrees, or cannot tell."""
        verb = "goes by" if self.disagree else "agrees"
        return f"csplan {verb if self.own.rating else 'cannot tell'}: {self.own.clause}."

    @property
    def reason(self) -> str:
        """Why the locality's rating differs: what it says, or the risk that it names.

        A rating that is worse than dates suggest for a risk is explained by the risk.
        """
        if not self.difference or self.explanation:
            return self.explanation
        return self.risk if self.difference == Difference.WORSE else ""

    @property
    def lacks_explanation(self) -> bool:
        return bool(self.difference) and not self.reason

    @property
    def disagree(self) -> bool:
        """Whether any two of those that were given differ."""
        known = {self.given, self.own.rating, self.moderated_rating} - {""}
        return bool(self.given) and len(known) > 1

    @property
    def is_worth_showing(self) -> bool:
        return self.disagree or self.moderated is not None

    @property
    def gap(self) -> int:
        """How far apart the locality and csplan are, in ratings."""
        if not self.difference:
            return 0
        return abs(severity(self.given) - severity(self.own.rating))


Standings = Mapping[tuple[int, int], Collection[MeasureStanding]]
"""How measures stand, by locality and outcome."""


def three_ratings(
    updates: Updates, period: ReportingPeriod, *, standings: Standings | None = None
) -> dict[int, ThreeRatings]:
    """The ratings of these updates of one quarter, by the update's key. Three queries.

    What everybody sees is the same, whoever asks.
    """
    earlier = _earlier_reports(updates, period)
    moderations = _moderations(updates)
    known = standings or {}
    return {
        row.pk: _ratings(
            row,
            earlier.get(row.milestone_id, {}),
            moderations.get(row.pk, []),
            known.get((row.locality_id, row.outcome_id), ()),
            period.quarter,
        )
        for row in _rows(updates)
    }


def ratings_by_milestone(
    quarterly_return: QuarterlyReturn,
    milestones: Iterable[int] | None = None,
    *,
    standings: Standings | None = None,
) -> dict[int, ThreeRatings]:
    """The ratings of a return's milestones, or of those named, by the milestone's key.

    Three queries. Reasons mention measures when their ``standings`` are given.
    """
    updates = MilestoneUpdate.objects.filter(quarterly_return=quarterly_return)
    if milestones is not None:
        updates = updates.filter(milestone__in=list(milestones))
    found = three_ratings(updates, quarterly_return.period, standings=standings)
    return {each.milestone_id: each for each in found.values()}


def difference_to_explain(quarterly_return: QuarterlyReturn, milestone: int) -> str:
    """How its rating differs from csplan's while nobody has said why: "better than …", or "".

    Two queries: what the national team made of it is no matter here.
    """
    updates = MilestoneUpdate.objects.filter(
        quarterly_return=quarterly_return, milestone=milestone
    )
    period = quarterly_return.period
    earlier = _earlier_reports(updates, period).get(milestone, {})
    found = (_ratings(row, earlier, [], (), period.quarter) for row in _rows(updates))
    return next((each.difference_words for each in found if each.lacks_explanation), "")


def return_standings(quarterly_return: QuarterlyReturn) -> Standings:
    """How the measures of a return stand. Four queries."""
    return outcome_standings(quarterly_return.period, [quarterly_return.pk])


def unexplained(quarterly_return: QuarterlyReturn) -> list[ThreeRatings]:
    """Ratings of a return that differ from csplan's without a word why. Three queries."""
    found = ratings_by_milestone(quarterly_return).values()
    return [each for each in found if each.lacks_explanation]


@dataclass(frozen=True, slots=True)
class _Row:
    """An update with what csplan judges it by."""

    pk: int
    milestone_id: int
    return_id: int
    version: int
    rating: str
    forecast_on: dt.date | None
    completed_on: dt.date | None
    explanation: str
    risk: str
    agreed_on: dt.date | None
    latest_on: dt.date | None
    locality_id: int
    outcome_id: int
    rebaselined_at: dt.datetime | None


def _rows(updates: Updates) -> Iterator[_Row]:
    moves = Rebaseline.objects.filter(milestone=OuterRef("milestone")).order_by()
    latest = moves.values("milestone").annotate(latest=Max("at")).values("latest")
    rows = updates.order_by().values_list(
        "pk",
        "milestone_id",
        "quarterly_return_id",
        "version",
        "rating",
        "forecast_on",
        "completed_on",
        "rating_explanation",
        "risk",
        "milestone__baseline_on",
        "milestone__date_latest",
        "milestone__locality_id",
        "milestone__work_item__outcome_id",
        Subquery(latest),
    )
    return (_Row(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """One earlier quarter's update of a milestone."""

    is_reported: bool
    expected_on: dt.date | None
    written_at: dt.datetime | None


EarlierByMilestone = Mapping[int, Mapping[dt.date, _Earlier]]


def _earlier_reports(updates: Updates, period: ReportingPeriod) -> EarlierByMilestone:
    """What earlier quarters said, oldest first; what was never submitted was not reported.

    Of several revisions the latest submitted one counts.
    """
    rows = (
        MilestoneUpdate.objects.filter(
            milestone__in=updates.order_by().values("milestone"),
            quarterly_return__period__starts_on__lt=period.starts_on,
        )
        .order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
        .values_list(
            "milestone_id",
            "quarterly_return__period__starts_on",
            "quarterly_return__state",
            "version",
            "forecast_on",
            "completed_on",
            "updated_at",
        )
    )
    found: dict[int, dict[dt.date, _Earlier]] = defaultdict(dict)
    for milestone, starts_on, state, version, forecast_on, completed_on, updated_at in rows:
        is_reported = version > 0 and state in AFTER_SUBMISSION
        if is_reported or starts_on not in found[milestone]:
            expected_on = (completed_on or forecast_on) if is_reported else None
            found[milestone][starts_on] = _Earlier(is_reported, expected_on, updated_at)
    return found


def _moderations(updates: Updates) -> Mapping[int, list[tuple[int, Moderated]]]:
    """The moderations of each update in order, each with the version it was made of."""
    rows = (
        Moderation.objects.filter(update__in=updates.order_by().values("pk"))
        .order_by("number")
        .values_list("update_id", "update_version", "rating", "reason", "by__full_name", "at")
    )
    found: dict[int, list[tuple[int, Moderated]]] = defaultdict(list)
    for update, version, rating, reason, by, at in rows:
        found[update].append((version, Moderated(rating, reason, by, at)))
    return found


def _ratings(
    row: _Row,
    earlier: Mapping[dt.date, _Earlier],
    moderations: list[tuple[int, Moderated]],
    standings: Collection[MeasureStanding],
    quarter: Quarter,
) -> ThreeRatings:
    facts = MilestoneFacts(
        quarter=quarter,
        rating=row.rating,
        forecast_on=row.forecast_on,
        completed_on=row.completed_on,
        agreed_on=row.agreed_on,
        latest_on=row.latest_on,
        earlier=[_report(each, row.rebaselined_at) for each in earlier.values()],
        measures=tuple(standings),
    )
    return ThreeRatings(
        update_id=row.pk,
        return_id=row.return_id,
        milestone_id=row.milestone_id,
        given=row.rating,
        own=own_view(facts),
        explanation=row.explanation,
        risk=row.risk,
        moderated=_standing(row, moderations),
        update_version=row.version,
        moderation_count=len(moderations),
    )


def _report(each: _Earlier, rebaselined_at: dt.datetime | None) -> EarlierReport:
    """A forecast from before another day was agreed is no slip against that day."""
    moved = rebaselined_at and each.written_at and each.written_at < rebaselined_at
    return EarlierReport(each.is_reported, each.expected_on, counts_as_slip=not moved)


def standing_moderations(updates: Updates) -> dict[int, Moderated]:
    """The national team's ratings that stand, by the update's key. One query."""
    rows = (
        Moderation.objects.filter(
            update__in=updates.order_by().values("pk"), update_version=F("update__version")
        )
        .order_by("number")
        .values_list("update_id", "rating", "reason", "by__full_name", "at")
    )
    return {update: Moderated(*moderated) for update, *moderated in rows}  # type: ignore[arg-type]


def _standing(row: _Row, moderations: list[tuple[int, Moderated]]) -> Moderated | None:
    """The latest moderation, if what it was made of has not been saved again since."""
    if not moderations:
        return None
    version, moderated = moderations[-1]
    return moderated if version == row.version else None


@dataclass(frozen=True, slots=True)
class MeasureTrajectory:
    """A locality's measure to date beside what was planned by then."""

    locality_id: int
    measure: Measure
    to_date: Decimal | None
    planned: Decimal | None
    comment: str

    @property
    def rating(self) -> str:
        """On track, at risk or off track; "" where there is nothing to compare with."""
        status = judge(self.to_date, self.planned, self.measure.yardstick).status
        return str(status) if status in Rating.values else ""

    @property
    def words(self) -> str:
        """ "12 events of 20 events planned to date" """
        if self.to_date is None or self.planned is None:
            return ""
        figures = (figure_words(each, self.measure.unit) for each in (self.to_date, self.planned))
        return " of ".join(figures) + " planned to date"


def trajectories(period: ReportingPeriod, returns: Collection[int]) -> list[MeasureTrajectory]:
    """The measures reported in these returns of a quarter, by locality. Four queries."""
    values, comments = _figures_to_date(period, returns)
    planned = _planned_to_date(period, {locality for locality, _ in values})
    measures = Measure.objects.in_bulk({measure for _, measure in values})
    return [
        MeasureTrajectory(
            locality_id=locality,
            measure=measures[measure],
            to_date=_together(figures, measures[measure]),
            planned=_together(planned.get((locality, measure), ()), measures[measure]),
            comment=comments[locality, measure],
        )
        for (locality, measure), figures in values.items()
    ]


def _together(amounts: Iterable[Amount | None], measure: Measure) -> Decimal | None:
    """The figure of the year so far."""
    found = accumulate(amounts, measure.accumulation)
    return None if found is None else found.value


def outcome_standings(period: ReportingPeriod, returns: Collection[int]) -> Standings:
    """How the measures of these returns of a quarter stand. Four queries."""
    found: dict[tuple[int, int], list[MeasureStanding]] = defaultdict(list)
    for each in trajectories(period, returns):
        standing = MeasureStanding(each.measure.title, each.rating)
        found[each.locality_id, each.measure.outcome_id].append(standing)
    return found


Key = tuple[int, int]
"""A locality and a measure."""


def _figures_to_date(
    period: ReportingPeriod, returns: Collection[int]
) -> tuple[dict[Key, list[Amount | None]], dict[Key, str]]:
    """The year's figures of what has one this quarter, in order of quarter, and the comments."""
    so_far = MeasureUpdate.objects.filter(
        quarterly_return__period__starts_on__range=(period.year.starts_on, period.starts_on),
        quarterly_return__locality__in=QuarterlyReturn.objects.filter(pk__in=returns)
        .order_by()
        .values("locality"),
        version__gt=0,
    ).filter(
        Q(quarterly_return__in=returns)
        | Q(
            quarterly_return__state__in=AFTER_SUBMISSION,
            quarterly_return__period__starts_on__lt=period.starts_on,
        )
    )
    rows = (
        so_far.order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
        .select_related("quarterly_return__period")
        .prefetch_related("restatements")
    )
    found: dict[Key, dict[dt.date, Amount | None]] = defaultdict(dict)
    comments: dict[Key, str] = {}
    for row in rows:
        key = (row.quarterly_return.locality_id, row.measure_id)
        # An earlier figure that was put right counts as it now stands.
        latest = [row, *row.restatements.all()][-1]
        found[key][row.quarterly_return.period.starts_on] = amount_of(latest)
        comments[key] = row.comment
    heard = {
        key: list(figures.values())
        for key, figures in found.items()
        if figures.get(period.starts_on) is not None
    }
    return heard, comments


def _planned_to_date(
    period: ReportingPeriod, localities: Collection[int]
) -> dict[Key, list[Amount | None]]:
    rows = (
        PlannedValue.objects.filter(
            locality__in=localities,
            period__starts_on__range=(period.year.starts_on, period.starts_on),
        )
        .order_by("period__starts_on")
        .values_list("locality_id", "measure_id", "value")
    )
    found: dict[Key, list[Amount | None]] = defaultdict(list)
    for locality, measure, value in rows:
        if locality is not None:
            found[locality, measure].append(Amount(value))
    return found
