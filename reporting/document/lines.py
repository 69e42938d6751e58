"""The lines of a pack that something can be pinned to, under names that every edition shares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.document.facts import Pack, read_pack
from reporting.document.rows import locality_anchor, outcome_anchor

MILESTONE, MEASURE, OUTCOME, LOCALITY, RISK, DEPARTMENT = (
    "milestone", "measure", "outcome", "locality", "risk", "department"
)  # fmt: skip
KINDS: Mapping[str, str] = {
    OUTCOME: "Outcome",
    MEASURE: "Measure",
    MILESTONE: "Milestone",
    LOCALITY: "Locality",
    RISK: "Risk",
    DEPARTMENT: "Funding department",
}


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


def lines_of(snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Every line of the pack, in the order of ``KINDS`` and of the snapshot."""
    pack = read_pack(snapshot)
    return (
        *_outcomes(pack),
        *_measures(pack),
        *_milestones(pack),
        *_places(pack),
        *_risks(pack),
        *_departments(snapshot),
    )


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
    for each in pack.milestones:
        yield PackLine(
            f"{MILESTONE}-{each.pk}",
            MILESTONE,
            each.title,
            names.get(each.locality, ""),
            locality_anchor(each.locality),
            locality=each.locality,
            outcome=each.outcome,
        )


def _places(pack: Pack) -> Iterator[PackLine]:
    for each in pack.localities:
        anchor = locality_anchor(each.slug)
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
