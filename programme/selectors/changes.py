"""What is different in a return since the quarter before."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.audit.models import AuditEvent
from csplan.core.periods import london_day
from csplan.core.ratings import label
from csplan.core.worded_moments import date_words
from programme.models import Milestone, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import readable_states
from programme.rules.wording import Rewording, rewording
from programme.selectors.answers import MilestoneLine, WholeMilestone
from programme.selectors.history import FIELD_NAMES
from programme.selectors.items import MILESTONE_WORDS
from programme.selectors.measures import ComparedMeasure

PLANNED = {"owner": "Owner", "agreed_date": "Agreed date"}
"""What is said of a milestone in its plan and can change between two quarters, in words."""

MILESTONE_KIND = Milestone._meta.label_lower


@dataclass(frozen=True, slots=True)
class RewordedAnswer:
    """One answer whose words differ: each text with its name, if it needs one, and how."""

    title: str
    anchor: str
    texts: tuple[tuple[str, Rewording], ...]

    @property
    def summary(self) -> str:
        """ "what happened rewritten; risk new" """
        named = (f"{name.lower()} {change.summary}" for name, change in self.texts)
        return "; ".join(words.strip() for words in named)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What the plan says otherwise of a milestone: its owner or its agreed date."""

    title: str
    what: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A milestone of last quarter that is no longer asked about, and how it stood then."""

    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the quarter before, those of most weight first.

    ``is_first`` when nothing was submitted for that quarter, so that nothing can be compared.
    """

    label: str
    is_first: bool
    milestones: tuple[MilestoneLine, ...] = ()
    figures: tuple[ComparedMeasure, ...] = ()
    planned: tuple[PlanChange, ...] = ()
    gone: tuple[Gone, ...] = ()
    people: tuple[str, ...] = ()
    words: tuple[RewordedAnswer, ...] = ()


def changes(
    quarterly_return: QuarterlyReturn,
    actor: Actor,
    lines: Sequence[MilestoneLine],
    whole: Iterable[WholeMilestone],
    compared: Sequence[ComparedMeasure],
) -> Changes:
    """What ``actor`` may read of it, from what the page has read. Four queries.

    ``lines`` are all the milestones of the return, ``whole`` those that the page shows.
    """
    period = quarterly_return.period
    previous = _previous(quarterly_return, actor)
    if previous is None:
        return Changes(period.quarter.previous.short_label, is_first=True)
    before = {row.milestone_id: row for row in _updates(previous)}
    since = previous.submitted_at or previous.period.ended_at
    moved = (line for line in lines if line.is_changed)
    return Changes(
        label=period.quarter.previous.short_label,
        is_first=False,
        milestones=tuple(sorted(moved, key=attrgetter("gravity"))),
        figures=tuple(each for each in compared if _has_moved(each)),
        planned=tuple(_planned(lines, since)),
        gone=tuple(_gone(before, lines)),
        people=tuple(_people(quarterly_return, since)),
        words=tuple(_reworded(quarterly_return, previous, before, whole, compared)),
    )


def _previous(quarterly_return: QuarterlyReturn, actor: Actor) -> QuarterlyReturn | None:
    """The latest revision of what the locality submitted a quarter earlier."""
    return (
        QuarterlyReturn.objects.filter(
            locality=quarterly_return.locality_id,
            period__starts_on=quarterly_return.period.quarter.previous.starts_on,
            state__in=readable_states(actor, quarterly_return),
        )
        .select_related("period")
        .order_by("-revision")
        .first()
    )


def _updates(previous: QuarterlyReturn) -> Iterable[MilestoneUpdate]:
    own = MilestoneUpdate.objects.filter(quarterly_return=previous)
    return own.select_related("milestone").only("milestone__title", "rating", *MILESTONE_WORDS)


def _has_moved(each: ComparedMeasure) -> bool:
    """Whether the figure, or that there is one, differs from last quarter's."""
    before = each.last.amount.value if each.last and each.last.amount else None
    return each.line.is_reported and each.line.value != before


def _gone(before: Mapping[int, MilestoneUpdate], lines: Iterable[MilestoneLine]) -> Iterator[Gone]:
    still = {line.milestone_id for line in lines}
    for pk, update in before.items():
        if pk not in still:
            yield Gone(update.milestone.title, label(update.rating))


# Words


def _reworded(
    quarterly_return: QuarterlyReturn,
    previous: QuarterlyReturn,
    before: Mapping[int, MilestoneUpdate],
    whole: Iterable[WholeMilestone],
    compared: Iterable[ComparedMeasure],
) -> Iterator[RewordedAnswer]:
    texts = {"overview": (previous.overview, quarterly_return.overview)}
    yield from _answer("Overview of the quarter", "overview", texts)
    for each in whole:
        was = before.get(each.line.milestone_id)
        if was is not None and was.rating:
            texts = {name: (getattr(was, name), getattr(each, name)) for name in MILESTONE_WORDS}
            yield from _answer(each.line.title, f"milestone-{each.line.milestone_id}", texts)
    for measure in compared:
        if measure.last is not None:
            texts = {"comment": (measure.last.comment, measure.line.comment)}
            yield from _answer(measure.line.title, f"measure-{measure.line.measure_id}", texts)


def _answer(
    title: str, anchor: str, texts: Mapping[str, tuple[str, str]]
) -> Iterator[RewordedAnswer]:
    """Nothing where all texts say what they said."""
    found = ((_name(name), rewording(*pair)) for name, pair in texts.items())
    changed = tuple((name, change) for name, change in found if change is not None)
    if changed:
        yield RewordedAnswer(title, anchor, changed)


def _name(field: str) -> str:
    """The overview is its answer's only text."""
    return "" if field == "overview" else FIELD_NAMES[field]


# The plan, and people


def _planned(lines: Iterable[MilestoneLine], since: dt.datetime) -> Iterator[PlanChange]:
    """Owners and agreed dates that were changed in the plan since. One query."""
    titles = {str(line.milestone_id): line.title for line in lines}
    events = AuditEvent.objects.filter(
        target_kind=MILESTONE_KIND, target_id__in=titles, occurred_at__gt=since
    ).order_by("pk")
    for event in events:
        for name, what in PLANNED.items():
            if name in event.after and name in event.before:
                yield PlanChange(
                    title=titles[event.target_id],
                    what=what,
                    before=_text(event.before[name]),
                    after=_text(event.after[name]),
                    reason=_text(event.after.get("reason")),
                )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _people(quarterly_return: QuarterlyReturn, since: dt.datetime) -> Iterator[str]:
    """Who became or ceased to be the locality's co-ordinator or SRO since. One query."""
    since_on = london_day(since)
    until = london_day(quarterly_return.submitted_at or quarterly_return.closes_at)
    grants = RoleGrant.objects.filter(
        Q(starts_on__gt=since_on, starts_on__lte=until)
        | Q(ends_on__gte=since_on, ends_on__lt=until),
        locality=quarterly_return.locality_id,
        role__in=(Role.COORDINATOR, Role.SRO),
    )
    for grant in grants.select_related("user").order_by("starts_on", "pk"):
        role = grant.get_role_display()
        if grant.starts_on > since_on:
            yield f"{role} from {date_words(grant.starts_on)}: {grant.user}"
        if grant.ends_on and grant.ends_on < until:
            yield f"{role} until {date_words(grant.ends_on)}: {grant.user}"
