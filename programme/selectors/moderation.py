"""The queue of ratings for the national team to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.core.models import ReportingPeriod
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, severity
from programme.choices import AFTER_SUBMISSION, MODERATED_IN, ReturnState
from programme.models import MilestoneUpdate, Moderation, QuarterlyReturn
from programme.rules.evidence import Difference
from programme.selectors.ratings import (
    MeasureTrajectory,
    ThreeRatings,
    three_ratings,
    trajectories,
)

TO_LOOK_AT, DIFFERENT, MODERATED, MEASURES = "look", "differ", "moderated", "measures"
SHOWS = {
    TO_LOOK_AT: "To look at",
    DIFFERENT: "All that differ",
    MODERATED: "Moderated",
    MEASURES: "Measures off plan",
}
"""What the queue can show, and the words for it."""


@dataclass(frozen=True, slots=True)
class RatedReturn:
    """The return a rating stands in."""

    locality: str
    slug: str
    state: str
    state_label: str

    @property
    def may_be_moderated(self) -> bool:
        return self.state in MODERATED_IN


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One milestone of the queue."""

    title: str
    outcome: str
    ratings: ThreeRatings
    rated_return: RatedReturn


@dataclass(frozen=True, slots=True)
class MeasureQueueLine:
    """One measure that is off its trajectory."""

    trajectory: MeasureTrajectory
    rated_return: RatedReturn


class ModerationQueue:
    """A quarter's ratings, of each locality's latest return once it is submitted."""

    def __init__(self, period: ReportingPeriod) -> None:
        """Read which returns there are. One query."""
        self.period = period
        rows = (
            QuarterlyReturn.objects.for_period(period)
            .latest_revisions()
            .filter(state__in=AFTER_SUBMISSION)
            .order_by()
            .values_list("pk", "locality__name", "locality__slug", "state", "locality_id")
        )
        self.returns: dict[int, RatedReturn] = {}
        self.return_of_locality: dict[int, int] = {}
        for pk, name, slug, state, locality in rows:
            self.returns[pk] = RatedReturn(name, slug, state, ReturnState(state).label)
            self.return_of_locality[locality] = pk

    def localities(self) -> list[tuple[str, str]]:
        """The short name and the name of each locality that has submitted, by name."""
        pairs = {(each.slug, each.locality) for each in self.returns.values()}
        return sorted(pairs, key=lambda pair: pair[1])

    def chosen(self, show: str, locality: str = "") -> list[ThreeRatings]:
        """The ratings to show, those better than the evidence first. Three queries.

        Reads no more of the quarter than may be shown.
        """
        updates = MilestoneUpdate.objects.filter(quarterly_return__in=self._read(show, locality))
        if show == MODERATED:
            updates = updates.filter(pk__in=Moderation.objects.values("update"))
        found = three_ratings(updates, self.period).values()
        return sorted((each for each in found if _is_wanted(each, show)), key=_order)

    def lines(self, chosen: Sequence[ThreeRatings]) -> list[QueueLine]:
        """These ratings, which are a page's, with the milestones' words. One query."""
        rows = MilestoneUpdate.objects.filter(
            pk__in=[each.update_id for each in chosen]
        ).values_list("pk", "milestone__title", "milestone__work_item__outcome__title")
        words = {pk: (title, outcome) for pk, title, outcome in rows.order_by()}
        return [
            QueueLine(*words[each.update_id], each, self.returns[each.return_id])
            for each in chosen
        ]

    def measures(self, locality: str = "") -> list[MeasureQueueLine]:
        """Measures off their trajectory, the furthest off first. Three queries."""
        found = [
            MeasureQueueLine(each, self.returns[self.return_of_locality[each.locality_id]])
            for each in trajectories(self.period, self._read(MEASURES, locality))
            if each.rating in NEEDS_PATH_TO_GREEN
        ]
        return sorted(
            found, key=lambda line: (-severity(line.trajectory.rating), line.rated_return.locality)
        )

    def _read(self, show: str, locality: str) -> list[int]:
        """The returns that what is to be shown can be in."""
        return [
            pk
            for pk, each in self.returns.items()
            if locality in ("", each.slug) and (show != TO_LOOK_AT or each.may_be_moderated)
        ]


def _is_wanted(ratings: ThreeRatings, show: str) -> bool:
    if show == TO_LOOK_AT:
        return ratings.moderated is None and bool(ratings.difference)
    return ratings.disagree if show == DIFFERENT else True


def _order(ratings: ThreeRatings) -> tuple[bool, int, int, int]:
    is_flattering = ratings.difference == Difference.BETTER
    return not is_flattering, -ratings.gap, ratings.return_id, ratings.milestone_id
