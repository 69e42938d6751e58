"""The line of sight from an objective to the milestones under it, and back up from each.

Objectives are as published and milestones as last reported in a published return, so the pages
say the same to everybody who is signed in. Plans that are drafts are for those who see them.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from csplan.accounts.actors import Actor
from csplan.core.periods import Quarter
from csplan.core.ratings import label, severity
from objectives.rules.cascade import Place, above, below
from objectives.selectors.public_objectives import PublicObjective, public_objectives
from programme.choices import ReturnState
from programme.models import BusinessPlan, Milestone, MilestoneUpdate, ObjectiveLink

Known = Mapping[Place, PublicObjective]


@dataclass(frozen=True)
class RatingCount:
    """How many milestones were last published at a rating; an empty one is no report."""

    rating: str
    count: int

    @property
    def words(self) -> str:
        return label(self.rating)


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone as last published: ``reported_in`` is the quarter, empty without a report."""

    milestone: Milestone
    rating: str
    expected_on: dt.date | None
    reported_in: str


@dataclass(frozen=True)
class ServingLine:
    """An outcome or a single milestone that serves the objective, and what stands under it."""

    link: ObjectiveLink
    milestones: tuple[MilestoneLine, ...]

    @property
    def counts(self) -> list[RatingCount]:
        return counted(self.milestones)


@dataclass(frozen=True)
class CascadeLine:
    """An objective that supports the one above it; ``depth`` is 1 for the nearest."""

    depth: int
    objective: PublicObjective
    serving: tuple[ServingLine, ...]


@dataclass(frozen=True)
class ObjectiveSight:
    """One objective with what it supports, what supports it, and what serves each."""

    objective: PublicObjective
    above: tuple[PublicObjective, ...]
    serving: tuple[ServingLine, ...]
    below: tuple[CascadeLine, ...]

    @property
    def has_several_lines(self) -> bool:
        """Whether the counts of its lines do not already say how it all stands."""
        return len(self.serving) + len(self.below) > 1

    @property
    def milestones(self) -> list[MilestoneLine]:
        """Each milestone once, however many lines lead to it."""
        lines = [*self.serving, *(line for each in self.below for line in each.serving)]
        return list({one.milestone.pk: one for line in lines for one in line.milestones}.values())

    @property
    def counts(self) -> list[RatingCount]:
        return counted(self.milestones)


@dataclass(frozen=True)
class SightLine:
    """An objective in the list of those that something serves."""

    objective: PublicObjective
    counts: tuple[RatingCount, ...]


@dataclass(frozen=True)
class HolderSight:
    """A holder's objectives that something serves."""

    whose: str
    post: str
    lines: tuple[SightLine, ...]


@dataclass(frozen=True)
class MilestoneSight:
    """A milestone with each objective it serves in the end, and what those support."""

    line: MilestoneLine
    lines: tuple[tuple[ObjectiveLink, PublicObjective, tuple[PublicObjective, ...]], ...]


def counted(lines: Iterable[MilestoneLine]) -> list[RatingCount]:
    """How many stand at each rating, worst first, those without a report last."""
    counts = Counter(line.rating for line in lines)
    known = sorted((rating for rating in counts if rating), key=severity, reverse=True)
    return [RatingCount(rating, counts[rating]) for rating in (*known, "") if counts[rating]]


def objective_sight(actor: Actor, place: Place) -> ObjectiveSight | None:
    """The line from one objective downwards; None when nobody may read it. Four queries."""
    known = public_objectives()
    if place not in known:
        return None
    supports = {each.place: each.supports for each in known.values()}
    under = below(place, supports)
    concerned = [known[one].pk for one in (place, *(one for _, one in under))]
    serving = _serving(actor, Q(objective__in=concerned))
    return ObjectiveSight(
        objective=known[place],
        above=tuple(known[one] for one in above(place, supports)),
        serving=serving.get(known[place].pk, ()),
        below=tuple(
            CascadeLine(depth, known[one], serving.get(known[one].pk, ())) for depth, one in under
        ),
    )


def sight_index(actor: Actor) -> tuple[HolderSight, ...]:
    """Every objective that something serves or supports, by holder. Four queries."""
    known = public_objectives()
    supports = {each.place: each.supports for each in known.values()}
    serving = _serving(actor, Q())
    lines = [_sight_line(each, known, supports, serving) for each in known.values()]
    shown = [line for line in lines if line is not None]
    return tuple(
        HolderSight(whose, post, tuple(group))
        for (whose, post), group in groupby(
            shown, key=lambda line: (line.objective.whose, line.objective.post)
        )
    )


def milestone_sight(actor: Actor, pk: int) -> MilestoneSight | None:
    """The line from one milestone upwards; None when its plan is not visible. Four queries."""
    rows = _milestones(actor).filter(pk=pk)
    milestone = rows.first()
    if milestone is None:
        return None
    known = public_objectives()
    by_key = {each.pk: each for each in known.values()}
    supports = {each.place: each.supports for each in known.values()}
    ends = Q(milestone=milestone) | Q(outcome=milestone.work_item.outcome_id)
    links = [link for link in _links(actor).filter(ends) if link.objective_id in by_key]
    return MilestoneSight(
        _line(milestone),
        tuple(
            (link, own, tuple(known[one] for one in above(own.place, supports)))
            for link in links
            for own in [by_key[link.objective_id]]
        ),
    )


def _sight_line(
    objective: PublicObjective,
    known: Known,
    supports: Mapping[Place, Place | None],
    serving: Mapping[int, tuple[ServingLine, ...]],
) -> SightLine | None:
    under = [known[one].pk for _, one in below(objective.place, supports)]
    lines = [line for pk in (objective.pk, *under) for line in serving.get(pk, ())]
    if not lines and not under:
        return None
    milestones = {one.milestone.pk: one for line in lines for one in line.milestones}
    return SightLine(objective, tuple(counted(milestones.values())))


def _serving(actor: Actor, wanted: Q) -> dict[int, tuple[ServingLine, ...]]:
    """What serves each objective, by its key. Two queries."""
    links = list(_links(actor).filter(wanted))
    outcomes = {link.outcome_id for link in links if link.outcome_id}
    single = {link.milestone_id for link in links if link.milestone_id}
    rows = _milestones(actor).filter(Q(work_item__outcome__in=outcomes) | Q(pk__in=single))
    under: dict[int, list[MilestoneLine]] = defaultdict(list)
    by_key: dict[int, MilestoneLine] = {}
    for row in rows:
        by_key[row.pk] = _line(row)
        under[row.work_item.outcome_id].append(by_key[row.pk])
    found: dict[int, list[ServingLine]] = defaultdict(list)
    for link in links:
        found[link.objective_id].append(ServingLine(link, tuple(_under(link, under, by_key))))
    return {pk: tuple(lines) for pk, lines in found.items()}


def _under(
    link: ObjectiveLink,
    under: Mapping[int, list[MilestoneLine]],
    by_key: Mapping[int, MilestoneLine],
) -> Iterator[MilestoneLine]:
    if link.outcome_id is not None:
        yield from under.get(link.outcome_id, ())
    elif link.milestone_id is not None and link.milestone_id in by_key:
        yield by_key[link.milestone_id]


def _links(actor: Actor) -> QuerySet[ObjectiveLink]:
    plans = BusinessPlan.objects.visible_to(actor)
    rows = ObjectiveLink.objects.filter(plan__in=plans.values("pk"))
    return rows.select_related("plan", "outcome", "milestone__locality").order_by(
        "-plan__first_year", "plan", "outcome__order", "pk"
    )


def _milestones(actor: Actor) -> QuerySet[Milestone]:
    """Milestones of visible plans, with what was last published of each."""
    last = MilestoneUpdate.objects.filter(
        milestone=OuterRef("pk"), version__gt=0, quarterly_return__state=ReturnState.PUBLISHED
    ).order_by("-quarterly_return__period__starts_on", "-quarterly_return__revision")
    plans = BusinessPlan.objects.visible_to(actor)
    rows = Milestone.objects.filter(work_item__outcome__plan__in=plans.values("pk"))
    told = {
        f"last_{name}": Subquery(last.values(path)[:1])
        for name, path in (
            ("rating", "rating"),
            ("forecast_on", "forecast_on"),
            ("completed_on", "completed_on"),
            ("quarter", "quarterly_return__period__starts_on"),
        )
    }
    return (
        rows.annotate(**told)
        .select_related("locality", "work_item__outcome__plan", "work_item__serves__outcome")
        .order_by("work_item__outcome__order", "locality__order", "work_item__order", "order")
    )


def _line(row: Any) -> MilestoneLine:
    return MilestoneLine(
        milestone=row,
        rating=row.last_rating or "",
        expected_on=row.last_completed_on or row.last_forecast_on or row.baseline_on,
        reported_in=Quarter.starting(row.last_quarter).label if row.last_quarter else "",
    )
