"""The lines of a pack that something can be pinned to, under names that every edition shares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from reporting.document.facts import Pack, read_pack
from reporting.document.rows import locality_anchor, outcome_anchor

MILESTONE, MEASURE, OUTCOME, LOCALITY, RISK, DEPARTMENT = (
    "milestone", "measure", "outcome", "locality", "risk", "department"
)  # fmt: skip
SOUGHT, DECISION, ACTION, CASE_STUDY, SAVING = (
    "sought", "decision", "action", "case-study", "saving"
)  # fmt: skip
KINDS: Mapping[str, str] = {
    OUTCOME: "Outcome",
    MEASURE: "Measure",
    MILESTONE: "Milestone",
    LOCALITY: "Locality",
    RISK: "Risk",
    DEPARTMENT: "Funding department",
    SAVING: "Saving",
    CASE_STUDY: "Case study",
    SOUGHT: "Decision sought",
    DECISION: "Decision",
    ACTION: "Action",
}
LOCALITIES, TITLE_LENGTH = "localities", 200


@dataclass(frozen=True, slots=True)
class PackLine:
    """One line: its name in every edition, its words, and where its page tells of it.

    ``locality`` is a slug or empty, ``outcome`` a key or None; both as the snapshot has them.
    """

    key: str
    kind: str
    title: str
    place: str
    anchor: str
    locality: str = ""
    outcome: int | None = None

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def words(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title


def pinnable_lines(snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Every line that something can be pinned to, in the order of ``KINDS`` and the snapshot.

    Of what has no page of its own, only what the pack's sections tell of.
    """
    pack = read_pack(snapshot)
    return (
        *_with_a_page(pack, snapshot),
        *_statement(snapshot),
        *(_savings(pack) if _tells_of(pack, "finance") else ()),
        *(_case_studies(snapshot) if _tells_of(pack, "activity") else ()),
        *_decisions(pack),
    )


def lines_of(snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Every line with a page of its own, in the order of ``KINDS`` and of the snapshot."""
    return _with_a_page(read_pack(snapshot), snapshot)


def _with_a_page(pack: Pack, snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    return (
        *_outcomes(pack),
        *_measures(pack),
        *_milestones(pack),
        *_places(pack),
        *_risks(pack),
        *_departments(snapshot),
    )


def _tells_of(pack: Pack, section: str) -> bool:
    return not pack.chosen or section in pack.chosen


def _outcomes(pack: Pack) -> Iterator[PackLine]:
    for each in pack.outcomes:
        title = f"{each.number}. {each.title}"
        yield PackLine(
            f"{OUTCOME}-{each.pk}", OUTCOME, title, "", outcome_anchor(each.pk), outcome=each.pk
        )


def _measures(pack: Pack) -> Iterator[PackLine]:
    for each in pack.measures:
        anchor = outcome_anchor(each.outcome)
        yield PackLine(
            f"{MEASURE}-{each.pk}", MEASURE, each.title, "", anchor, outcome=each.outcome
        )


def _milestones(pack: Pack) -> Iterator[PackLine]:
    names = {each.slug: each.name for each in pack.localities}
    by_place = _tells_of(pack, LOCALITIES)
    for each in pack.milestones:
        yield PackLine(
            f"{MILESTONE}-{each.pk}",
            MILESTONE,
            each.title,
            names.get(each.locality, ""),
            locality_anchor(each.locality) if by_place else outcome_anchor(each.outcome),
            locality=each.locality,
            outcome=each.outcome,
        )


def _places(pack: Pack) -> Iterator[PackLine]:
    by_place = _tells_of(pack, LOCALITIES)
    for each in pack.localities:
        anchor = locality_anchor(each.slug) if by_place else "heat-map"
        yield PackLine(f"{LOCALITY}-{each.slug}", LOCALITY, each.name, "", anchor, each.slug)


def _risks(pack: Pack) -> Iterator[PackLine]:
    for each in pack.risks.rows if pack.risks else ():
        yield PackLine(
            f"{RISK}-{each.pk}",
            RISK,
            each.title,
            each.locality_name,
            f"risk-{each.pk}",
            locality=each.locality or "",
            outcome=each.outcome,
        )


def _departments(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    """Those that pay, of packs that tell of money."""
    finance = snapshot.get("finance") or {"contributions": ()}
    for each in finance["contributions"]:
        key = f"{DEPARTMENT}-{each['department']}"
        yield PackLine(key, DEPARTMENT, each["department_name"], "", "finance")


def _statement(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    """The department that a funding statement is about."""
    own = (snapshot.get("statement") or {"finance": {"own": None}})["finance"]["own"]
    if own:
        key = f"{DEPARTMENT}-{own['department']}"
        yield PackLine(key, DEPARTMENT, own["department_name"], "", "statement")


def _savings(pack: Pack) -> Iterator[PackLine]:
    """Those of the quarter: of the year's earlier ones a pack holds the sum alone."""
    for each in pack.finance.savings if pack.finance else ():
        if pack.quarter.starts_on <= each.agreed_on <= pack.quarter.ends_on:
            key = f"{SAVING}-{each.pk}"
            yield PackLine(key, SAVING, each.what, each.locality_name, "finance", each.locality)


def _case_studies(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    for each in (snapshot.get("activity") or {"case_studies": ()})["case_studies"]:
        yield PackLine(
            f"{CASE_STUDY}-{each['id']}",
            CASE_STUDY,
            each["title"],
            each["locality_name"],
            "activity",
            locality=each["locality"],
            outcome=each["outcome"],
        )


def _decisions(pack: Pack) -> Iterator[PackLine]:
    """What the steering group is asked, what it decided, and what is to be done."""
    found = pack.decisions
    if found is None:
        return
    if _tells_of(pack, "decisions-sought"):
        for sought in found.sought or ():
            yield _in_short(SOUGHT, sought.pk, sought.text)
    if _tells_of(pack, "decisions"):
        for made in found.made or ():
            yield _in_short(DECISION, made.pk, made.text)
        for action in found.actions:
            yield _in_short(ACTION, action.pk, action.text, action.place, action.locality or "")


def _in_short(kind: str, pk: int, text: str, place: str = "", locality: str = "") -> PackLine:
    key, title = f"{kind}-{pk}", Truncator(" ".join(text.split())).chars(TITLE_LENGTH)
    return PackLine(key, kind, title, place, key, locality)
