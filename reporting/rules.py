"""Decisions over plain values: no database, no clock."""

import datetime as dt
from dataclasses import dataclass

from csplan.core.periods import Quarter
from reporting.choices import BuildStep, PackKind

MOST_ATTEMPTS = 3
LEASE = dt.timedelta(seconds=60)
"""How long a worker holds a build without a sign of life before another may take it up."""

PATIENCE = dt.timedelta(seconds=45)
"""How long a build waits in the queue before it is queued once more."""

HORIZON = dt.timedelta(hours=1)
"""A lease or a wait that reaches further into the future than this is not to be believed.

It was written before the clock was put back: the demonstration's clock is, every midnight.
"""

BUILDS_AN_HOUR = 6
LAST_QUARTER = 4
REPORT_EVERY = dt.timedelta(seconds=1)
"""Progress is written no more often than this within one step."""


def next_number(numbers_taken: int | None) -> int:
    """The edition or build after the latest; 1 when there is none yet."""
    return (numbers_taken or 0) + 1


def steps_done(step: str) -> int:
    """How many steps of a build are behind it while it is at ``step``."""
    return list(BuildStep).index(BuildStep(step)) if step else 0


def is_last_attempt(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pack is about. ``record`` is the key of the locality, department or outcome."""

    kind: PackKind
    slug: str
    name: str = ""
    record: int | None = None


NATIONAL = Subject(PackKind.NATIONAL, "national")
YEAR_END = Subject(PackKind.YEAR_END, "year-end")


def pack_title(kind: str, name: str, quarter: Quarter) -> str:
    """ "Monitoring pack for North West, Quarter 3 2013/14"."""
    label = quarter.short_label
    match kind:
        case PackKind.NATIONAL:
            return f"Monitoring pack, {label}"
        case PackKind.DEPARTMENT:
            return f"Funding statement for {name}, {label}"
        case PackKind.YEAR_END:
            return _year_title(quarter)
        case _:
            return f"Monitoring pack for {name}, {label}"


def _year_title(quarter: Quarter) -> str:
    if quarter.number == LAST_QUARTER:
        return f"Year-end pack, {quarter.year.label}"
    return f"Year-end pack, {quarter.year.label} so far (to Quarter {quarter.number})"


def file_stem(period_slug: str, subject: str, edition: int) -> str:
    """The name of a downloaded pack, without what says its kind."""
    about = "" if subject == NATIONAL.slug else f"-{subject}"
    return f"csplan-monitoring-pack-{period_slug}{about}-edition-{edition}"
