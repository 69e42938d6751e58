"""A snapshot's facts as values that can be reckoned with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from programme.choices import Collection
from programme.rules.evidence import counted_rating
from programme.rules.measures import Amount, Yardstick
from reporting.choices import PackKind
from reporting.document import plain
from reporting.document.activity.facts import Activity, read_activity
from reporting.document.changes.facts import Changes, read_changes
from reporting.document.coverage.facts import Coverage, read_coverage
from reporting.document.decisions.facts import Decisions, read_decisions
from reporting.document.finance.facts import Finance, read_finance
from reporting.document.forward.facts import Forward, read_forward
from reporting.document.questions.facts import Question, read_questions
from reporting.document.review.facts import Review, read_review
from reporting.document.risks.facts import Risks, read_risks
from reporting.document.sight.facts import Objective, read_sight
from reporting.document.stages.facts import Stages, read_stages
from reporting.document.statement.facts import Statement, read_statement


@dataclass(frozen=True, slots=True)
class Report:
    """What one return says of a milestone. The words are kept for the pack's quarter alone."""

    quarter: Quarter
    rating: str
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    narrative: str = ""
    risk: str = ""
    path_to_green: str = ""
    date_change_reason: str = ""
    evidence: str = ""
    late_report_reason: str = ""
    moderated: str = ""
    moderation_reason: str = ""
    own: str = ""
    own_reasons: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def counted(self) -> str:
        """The rating that counts: the national team's if they moderated, else the locality's."""
        return counted_rating(self.rating, self.moderated)

    @property
    def disagree(self) -> bool:
        """Whether any two of the ratings that were given differ."""
        return len({self.rating, self.own, self.moderated} - {""}) > 1

    @property
    def expected_on(self) -> dt.date | None:
        """What was moderated as not complete has no day any more, until another is given."""
        return self.completed_on if self.counted == Rating.COMPLETE else self.forecast_on


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone with the reports of it that count, in order of quarter.

    ``owner`` is None in snapshots that were frozen before they named one.
    ``rebaselined_because`` is why its agreed date was last changed.
    """

    pk: int
    outcome: int
    locality: str
    title: str
    phrase: str = ""
    latest_on: dt.date | None = None
    baseline_on: dt.date | None = None
    reports: tuple[Report, ...] = ()
    owner: str | None = None
    rebaselined_because: str = ""


@dataclass(frozen=True, slots=True)
class Restated:
    """What a figure was until it was put right, and why; ``quarter`` is of the return."""

    previous: Decimal | None
    reason: str
    quarter: Quarter | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A locality's figure for a quarter, or why there is none. National ones name no locality.

    A ratio has the parts it was worked out from.
    """

    quarter: Quarter
    locality: str
    value: Decimal | None
    not_available_reason: str = ""
    comment: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    restated: tuple[Restated, ...] = ()

    @property
    def amount(self) -> Amount | None:
        if self.value is None:
            return None
        return Amount(self.value, self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Measure:
    pk: int
    outcome: int
    title: str
    definition: str
    unit: str
    direction: str
    accumulation: str
    target: Decimal | None = None
    planned: tuple[Figure, ...] = ()
    reports: tuple[Figure, ...] = ()
    collection: str = Collection.LOCALITY
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    on_track_within: Decimal = Decimal(5)
    at_risk_within: Decimal = Decimal(15)
    ends_on: dt.date | None = None

    @property
    def is_national(self) -> bool:
        return self.collection == Collection.NATIONAL

    @property
    def yardstick(self) -> Yardstick:
        return Yardstick(
            unit=self.unit,
            direction=self.direction,
            on_track_within=self.on_track_within,
            at_risk_within=self.at_risk_within,
            range_low=self.range_low,
            range_high=self.range_high,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan's outcome; ``number`` counts within that plan alone.

    ``group`` is what it belongs to on the plan's upper level; "" where there is none.
    """

    pk: int
    plan: int
    number: int
    title: str
    text: str
    group: str = ""
    commentary: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    post: str
    holder: str


@dataclass(frozen=True, slots=True)
class Return:
    """A locality's return for the pack's quarter: its latest revision."""

    locality: str
    state: str
    revision: int
    counts: bool
    overview: str = ""
    first_submitted_at: dt.datetime | None = None
    signed_off_by: str = ""
    signed_off_at: dt.datetime | None = None
    accepted_by: str = ""
    accepted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Locality:
    slug: str
    name: str
    cluster: str
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Whom a pack is about; a national one has no name. ``slug`` is of its address."""

    kind: str = PackKind.NATIONAL
    slug: str = "national"
    name: str = ""

    @property
    def is_of_one_place(self) -> bool:
        return self.kind == PackKind.LOCALITY


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a pack rests on. ``chosen`` are the keys of its sections; none means all."""

    quarter: Quarter
    due_at: dt.datetime
    edition: int
    build: int
    built_at: dt.datetime
    requested_by: str
    prepared_for: str
    gaps: tuple[str, ...]
    gap_reason: str
    is_illustrative: bool
    compares_ratings: bool = False
    plans: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    localities: tuple[Locality, ...] = ()
    returns: Mapping[str, Return] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    measures: tuple[Measure, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    risks: Risks | None = None
    questions: tuple[Question, ...] | None = None
    decisions: Decisions | None = None
    about: About = About()
    chosen: tuple[str, ...] = ()
    review: Review | None = None
    statement: Statement | None = None
    changes: Changes | None = None
    forward: Forward | None = None
    finance: Finance | None = None
    coverage: Coverage | None = None
    stages: Stages | None = None
    activity: Activity | None = None
    sight: tuple[Objective, ...] | None = None
    audit: Mapping[str, Any] = field(default_factory=dict)

    def tells_of(self, section: str) -> bool:
        """Whether ``section`` is among those it was asked for with."""
        return not self.chosen or section in self.chosen


def read_pack(snapshot: Mapping[str, Any]) -> Pack:
    """The facts of ``snapshot``, which ``pack_snapshot`` or ``parse`` gave."""
    period = snapshot["period"]
    returns = [_return(row) for row in snapshot["returns"]]
    return Pack(
        quarter=_quarter(period["slug"]),
        due_at=dt.datetime.fromisoformat(period["due_at"]),
        edition=snapshot["edition"],
        build=snapshot["build"],
        built_at=dt.datetime.fromisoformat(snapshot["built_at"]),
        requested_by=snapshot["requested_by"],
        prepared_for=snapshot["prepared_for"],
        gaps=tuple(snapshot["gaps"]),
        gap_reason=snapshot["gap_reason"],
        is_illustrative=snapshot["is_illustrative"],
        compares_ratings=snapshot.get("compares_ratings", False),
        plans=tuple(snapshot["plans"]),
        sources=tuple(snapshot["sources"]),
        localities=tuple(_locality(row) for row in snapshot["localities"]),
        returns={each.locality: each for each in returns},
        outcomes=tuple(
            Outcome(
                pk=row["id"],
                plan=row["plan"],
                number=row["order"],
                title=row["title"],
                text=row["text"],
                group=row.get("group", ""),
                commentary=row.get("commentary", ""),
            )
            for row in snapshot["outcomes"]
        ),
        measures=tuple(_measure(row) for row in snapshot["measures"]),
        milestones=tuple(_milestone(row) for row in snapshot["milestones"]),
        risks=read_risks(snapshot),
        questions=read_questions(snapshot),
        decisions=read_decisions(snapshot),
        about=About(**snapshot["subject"]) if "subject" in snapshot else About(),
        chosen=tuple(snapshot.get("sections", ())),
        review=read_review(snapshot),
        statement=read_statement(snapshot),
        changes=read_changes(snapshot),
        forward=read_forward(snapshot),
        finance=read_finance(snapshot),
        coverage=read_coverage(snapshot),
        stages=read_stages(snapshot),
        activity=read_activity(snapshot),
        sight=read_sight(snapshot),
        audit=snapshot.get("audit", {}),
    )


@lru_cache(maxsize=64)
def _quarter(slug: str) -> Quarter:
    return Quarter.parse(slug)


def _return(row: Mapping[str, Any]) -> Return:
    return Return(
        locality=row["locality"],
        state=row["state"],
        revision=row["revision"],
        counts=row["counts"],
        overview=row["overview"],
        first_submitted_at=plain.moment(row["first_submitted_at"]),
        signed_off_by=row["signed_off_by"],
        signed_off_at=plain.moment(row["signed_off_at"]),
        accepted_by=row["accepted_by"],
        accepted_at=plain.moment(row["accepted_at"]),
    )


def _locality(row: Mapping[str, Any]) -> Locality:
    posts = tuple(Post(post["post"], post["holder"]) for post in row["posts"])
    return Locality(row["slug"], row["name"], row["cluster"], posts)


def _milestone(row: Mapping[str, Any]) -> Milestone:
    return Milestone(
        pk=row["id"],
        outcome=row["outcome"],
        locality=row["locality"],
        title=row["title"],
        phrase=row["phrase"],
        latest_on=plain.day(row["latest_on"]),
        baseline_on=plain.day(row["baseline_on"]),
        reports=tuple(_report(report) for report in row["reports"]),
        owner=row.get("owner"),
        rebaselined_because=next((r["reason"] for r in reversed(row.get("rebaselined", []))), ""),
    )


def _report(row: Mapping[str, Any]) -> Report:
    return Report(
        quarter=_quarter(row["quarter"]),
        rating=row["rating"],
        forecast_on=plain.day(row["forecast_on"]),
        completed_on=plain.day(row["completed_on"]),
        narrative=row.get("narrative", ""),
        risk=row.get("risk", ""),
        path_to_green=row.get("path_to_green", ""),
        date_change_reason=row.get("date_change_reason", ""),
        evidence=row.get("evidence", ""),
        late_report_reason=row.get("late_report_reason", ""),
        moderated=row.get("moderated", ""),
        moderation_reason=row.get("moderation_reason", ""),
        own=row.get("own", ""),
        own_reasons=tuple(row.get("own_reasons", ())),
        explanation=row.get("explanation", ""),
    )


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        pk=row["id"],
        outcome=row["outcome"],
        title=row["title"],
        definition=row["definition"],
        unit=row["unit"],
        direction=row["direction"],
        accumulation=row["accumulation"],
        target=plain.number(row["target"]),
        planned=tuple(_figure(each) for each in row["planned"]),
        reports=tuple(_figure(each) for each in row["reports"]),
        **_later(row),
    )


def _later(row: Mapping[str, Any]) -> dict[str, Any]:
    """What snapshots have said of a measure only since it could be said; see ``Measure``."""
    numbers = ("range_low", "range_high", "on_track_within", "at_risk_within")
    found = {name: plain.number(row[name]) for name in numbers if name in row}
    collection = row.get("collection", Collection.LOCALITY)
    return found | {"collection": collection, "ends_on": plain.day(row.get("ends_on"))}


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        _quarter(row["quarter"]),
        row["locality"],
        plain.number(row["value"]),
        row.get("not_available_reason", ""),
        row.get("comment", ""),
        plain.number(row.get("numerator")),
        plain.number(row.get("denominator")),
        tuple(_restated(each) for each in row.get("restated", ())),
    )


def _restated(row: Mapping[str, Any]) -> Restated:
    quarter = row["quarter"]
    return Restated(
        plain.number(row["previous"]), row["reason"], _quarter(quarter) if quarter else None
    )
