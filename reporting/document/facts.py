"""A snapshot's facts as values that can be reckoned with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from csplan.core.periods import Quarter
from reporting.choices import PackKind
from reporting.document import plain
from reporting.document.activity.facts import Activity, read_activity
from reporting.document.changes.facts import Changes, read_changes
from reporting.document.coverage.facts import Coverage, read_coverage
from reporting.document.decisions.facts import Decisions, read_decisions
from reporting.document.finance.facts import Finance, read_finance
from reporting.document.forward.facts import Forward, read_forward
from reporting.document.measures.facts import Measure, read_measure
from reporting.document.milestones.facts import Milestone, read_milestone
from reporting.document.questions.facts import Question, read_questions
from reporting.document.review.facts import Review, read_review
from reporting.document.risks.facts import Risks, read_risks
from reporting.document.sight.facts import Objective, read_sight
from reporting.document.stages.facts import Stages, read_stages
from reporting.document.statement.facts import Statement, read_statement


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
        quarter=plain.quarter(period["slug"]),
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
        measures=tuple(read_measure(row) for row in snapshot["measures"]),
        milestones=tuple(read_milestone(row) for row in snapshot["milestones"]),
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
