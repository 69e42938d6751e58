"""Visits, case studies and events as a pack shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from programme.choices_delivery import VisitState
from programme.rules.measures import number_words
from reporting.document import words
from reporting.document.activity.facts import Activity, CaseStudy, Events, Visit
from reporting.document.facts import Pack
from reporting.document.reckoned import Reckoned
from reporting.document.rows import chip_of

MOST_WORDS = 60
"""Words of a case study that a pack quotes; the record has the rest."""
CHIPS: Mapping[str, str] = {
    VisitState.PROPOSED: "unknown",
    VisitState.ACCEPTED: "complete",
    VisitState.DONE: "on_track",
    VisitState.DECLINED: "unknown",
}


@dataclass(frozen=True, slots=True)
class VisitRow:
    shows: str
    host: str
    place: str
    place_anchor: str
    chip: SafeString
    day: str


@dataclass(frozen=True, slots=True)
class CaseStudyRow:
    title: str
    place: str
    place_anchor: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """Events under one name; the anchor of a locality that the pack tells of, or ""."""

    name: str
    count: str
    attendance: str
    days: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ActivityView:
    """The section in words. The last of ``places`` and ``types`` is the total."""

    visit_words: str
    visits: Sequence[VisitRow]
    case_studies: Sequence[CaseStudyRow]
    places: Sequence[EventRow]
    types: Sequence[EventRow]


def activity_view(pack: Reckoned) -> ActivityView | None:
    """What ``pack`` shows of the record of delivery; None when it was frozen without."""
    found = pack.facts.activity
    if found is None:
        return None
    visits = found.visits_of(pack.facts.quarter)
    return ActivityView(
        visit_words=_visit_words(found, visits, pack.facts),
        visits=[_visit(each, pack) for each in visits],
        case_studies=[_case_study(each, pack) for each in found.case_studies],
        places=_by_place(found.events, pack),
        types=_by_type(found.events),
    )


def _visit_words(found: Activity, visits: Sequence[Visit], facts: Pack) -> str:
    """How many took place this quarter, and how often they do in the year so far.

    How often is for the nation to say: no single locality is to keep to the standard.
    """
    first, last = facts.quarter.starts_on, facts.quarter.ends_on
    done = sum(
        each.state == VisitState.DONE and each.visit_on is not None
        and first <= each.visit_on <= last
        for each in visits
    )  # fmt: skip
    count = words.sentence(words.count(done, "visit"))
    said = f"{count} took place in {facts.quarter.short_label}."
    interval = found.interval(facts.quarter)
    if interval is None or facts.about.is_of_one_place:
        return said
    often = interval.words.replace(" on average", " on average in the year so far", 1)
    unit = " day" if interval.standard_days == 1 else " days"
    return f"{said} {often}{unit if interval.days is not None else ''}."


def _visit(each: Visit, pack: Reckoned) -> VisitRow:
    return VisitRow(
        shows=words.sentence(each.shows),
        host=words.sentence(f"{each.host}, {each.place}" if each.place else each.host),
        place=each.locality_name,
        place_anchor=pack.place_anchor(each.locality),
        chip=chip_of(CHIPS[each.state], VisitState(each.state).label),
        day=words.day(each.visit_on) if each.visit_on else "",
    )


def _case_study(each: CaseStudy, pack: Reckoned) -> CaseStudyRow:
    return CaseStudyRow(
        title=each.title,
        place=each.locality_name,
        place_anchor=pack.place_anchor(each.locality),
        outcome=pack.name_of_outcome(each.outcome),
        words=Truncator(" ".join(each.words.split())).words(MOST_WORDS),
    )


def _by_place(events: Sequence[Events], pack: Reckoned) -> Sequence[EventRow]:
    grouped = groupby(events, key=lambda each: (each.locality, each.locality_name))
    rows = [_row(name, own, pack.place_anchor(slug)) for (slug, name), own in grouped]
    return [*rows, _row("All localities", events)] if rows else []


def _by_type(events: Sequence[Events]) -> Sequence[EventRow]:
    names = dict.fromkeys(each.type_name for each in events)
    rows = [_row(name, (e for e in events if e.type_name == name)) for name in names]
    return [*rows, _row("All events", events)] if rows else []


def _row(name: str, events: Iterable[Events], anchor: str = "") -> EventRow:
    """What the events come to; a dash where nobody counted."""
    own = list(events)
    people = [each.attendance for each in own if each.attendance is not None]
    days = [each.volunteering_days for each in own if each.volunteering_days is not None]
    return EventRow(
        name=name,
        count=f"{sum(each.count for each in own):,}",
        attendance=f"{sum(people):,}" if people else words.NONE,
        days=number_words(sum(days, Decimal(0))) if days else words.NONE,
        anchor=anchor,
    )
