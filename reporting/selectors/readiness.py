"""Whether a quarter's returns are there for a pack to rest on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q

from csplan.core.models import ReportingPeriod
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from programme.querysets import QuarterlyReturnQuerySet
from reporting.models import Pack

READY = frozenset({ReturnState.ACCEPTED, ReturnState.PUBLISHED})


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """How far one locality's return has got."""

    locality: str
    state: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a pack of a quarter would rest on, at one moment."""

    period: ReportingPeriod
    is_closed: bool
    returns: tuple[ReturnLine, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The localities whose returns are not accepted."""
        return tuple(line.locality for line in self.returns if not line.is_ready)

    @property
    def ready_count(self) -> int:
        return len(self.returns) - len(self.gaps)

    @property
    def accepted_words(self) -> str:
        """1 of 8 returns is accepted; 2 of 8 returns are accepted."""
        noun = "return" if len(self.returns) == 1 else "returns"
        verb = "is" if self.ready_count == 1 else "are"
        return f"{self.ready_count} of {len(self.returns)} {noun} {verb} accepted"

    @property
    def is_complete(self) -> bool:
        """Whether a pack may be built without the Head of CS Local answering for gaps."""
        return self.is_closed and bool(self.returns) and not self.gaps


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A quarter in the list of those a pack may be built for."""

    slug: str
    label: str
    ready: int
    total: int
    edition: int

    @property
    def words(self) -> str:
        return f"{self.ready} of {self.total}" if self.total else "No returns"

    @property
    def edition_words(self) -> str:
        return f"Edition {self.edition}" if self.edition else "Not yet"


def latest_quarters(*, at: dt.datetime, count: int = 4) -> list[QuarterLine]:
    """The latest quarters to have opened, last first. Three queries."""
    periods = list(ReportingPeriod.objects.opened_by(at).order_by("-starts_on")[:count])
    latest = QuarterlyReturn.objects.filter(period__in=periods).latest_revisions()
    counts = (
        latest.order_by()
        .values("period")
        .annotate(total=Count("pk"), ready=Count("pk", filter=Q(state__in=READY)))
    )
    by_period = {row["period"]: (row["ready"], row["total"]) for row in counts}
    released = Pack.objects.national().filter(period__in=periods).released()
    by_quarter = released.order_by().values("period")
    editions = dict(by_quarter.annotate(edition=Max("edition")).values_list("period", "edition"))
    return [
        QuarterLine(
            period.slug,
            period.quarter.short_label,
            *by_period.get(period.pk, (0, 0)),
            edition=editions.get(period.pk, 0),
        )
        for period in periods
    ]


def latest_returns(period: ReportingPeriod) -> QuarterlyReturnQuerySet:
    """Each locality's latest revision, in the order of the plan."""
    rows = QuarterlyReturn.objects.for_period(period).latest_revisions()
    return rows.order_by("locality__cluster__order", "locality__order", "pk")


def gaps_in(returns: Iterable[QuarterlyReturn]) -> tuple[str, ...]:
    """The names of the localities whose returns are not accepted."""
    return tuple(r.locality.name for r in returns if r.state not in READY)


def readiness(period: ReportingPeriod, *, at: dt.datetime) -> Readiness:
    """One query."""
    rows = latest_returns(period).select_related("locality")
    lines = (ReturnLine(r.locality.name, r.get_state_display(), r.state in READY) for r in rows)
    return Readiness(period, period.is_closed_at(at), tuple(lines))


def last_complete_period(*, at: dt.datetime) -> ReportingPeriod | None:
    """The latest closed quarter all of whose returns are accepted or published."""
    own = QuarterlyReturn.objects.latest_revisions().filter(period=OuterRef("pk"))
    waiting = own.exclude(state__in=READY)
    complete = ReportingPeriod.objects.closed_by(at).filter(Exists(own)).exclude(Exists(waiting))
    return complete.order_by("-starts_on").first()
