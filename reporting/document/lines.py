"""The lines of a pack that something can be pinned to, under names that every edition shares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from reporting.choices_lines import LineKind, PinnedKind
from reporting.document.facts import Pack, read_pack
from reporting.document.rows import locality_anchor, outcome_anchor

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PackLine:
    """One line: its words, and where its page tells of it. ``own`` is its key among its kind.

    ``locality`` is a slug or empty, ``outcome`` a key or None; both as the snapshot has them.
    """

    kind: LineKind | PinnedKind
    own: int | str
    title: str
    place: str
    anchor: str
    locality: str = ""
    outcome: int | None = None

    @property
    def key(self) -> str:
        """Its name in every edition: "milestone-12"."""
        return f"{self.kind}-{self.own}"

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)

    @property
    def words(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title


def pinnable_lines(snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Every line that something can be pinned to, in the order of ``PINNABLE`` and the snapshot.

    Of what has no page of its own, only what the pack's sections tell of.
    """
    pack = read_pack(snapshot)
    return (
        *_with_a_page(pack, snapshot),
        *_statement(snapshot),
        *(_case_studies(snapshot) if pack.tells_of("activity") else ()),
        *short_lines(pack),
    )


def lines_of(snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
    """Every line with a page of its own, in the order of ``WITH_A_PAGE`` and of the snapshot."""
    return _with_a_page(read_pack(snapshot), snapshot)


def short_lines(pack: Pack) -> tuple[PackLine, ...]:
    """Savings, decisions and actions, of which a pack says all in a few words."""
    return (*(_savings(pack) if pack.tells_of("finance") else ()), *_decisions(pack))


def _with_a_page(pack: Pack, snapshot: Mapping[str, Any]) -> tuple[PackLine, ...]:
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
        title, anchor = f"{each.number}. {each.title}", outcome_anchor(each.pk)
        yield PackLine(LineKind.OUTCOME, each.pk, title, "", anchor, outcome=each.pk)


def _measures(pack: Pack) -> Iterator[PackLine]:
    for each in pack.measures:
        anchor = outcome_anchor(each.outcome)
        yield PackLine(LineKind.MEASURE, each.pk, each.title, "", anchor, outcome=each.outcome)


def _milestones(pack: Pack) -> Iterator[PackLine]:
    names = {each.slug: each.name for each in pack.localities}
    by_place = pack.tells_of("localities")
    for each in pack.milestones:
        yield PackLine(
            LineKind.MILESTONE,
            each.pk,
            each.title,
            names.get(each.locality, ""),
            locality_anchor(each.locality) if by_place else outcome_anchor(each.outcome),
            each.locality,
            each.outcome,
        )


def _places(pack: Pack) -> Iterator[PackLine]:
    by_place = pack.tells_of("localities")
    for each in pack.localities:
        anchor = locality_anchor(each.slug) if by_place else "heat-map"
        yield PackLine(LineKind.LOCALITY, each.slug, each.name, "", anchor, each.slug)


def _risks(pack: Pack) -> Iterator[PackLine]:
    for each in pack.risks.rows if pack.risks else ():
        yield PackLine(
            LineKind.RISK,
            each.pk,
            each.title,
            each.locality_name,
            f"risk-{each.pk}",
            each.locality or "",
            each.outcome,
        )


def _departments(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    """Those that pay, of packs that tell of money."""
    finance = snapshot.get("finance") or {"contributions": ()}
    for each in finance["contributions"]:
        yield _department(each, "finance")


def _statement(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    """The department that a funding statement is about."""
    own = (snapshot.get("statement") or {"finance": {"own": None}})["finance"]["own"]
    if own:
        yield _department(own, "statement")


def _department(row: Mapping[str, Any], anchor: str) -> PackLine:
    return PackLine(LineKind.DEPARTMENT, row["department"], row["department_name"], "", anchor)


def _savings(pack: Pack) -> Iterator[PackLine]:
    """Those of the quarter: of the year's earlier ones a pack holds the sum alone."""
    for each in pack.finance.of_quarter(pack.quarter) if pack.finance else ():
        yield PackLine(
            PinnedKind.SAVING, each.pk, each.what, each.locality_name, "finance", each.locality
        )


def _case_studies(snapshot: Mapping[str, Any]) -> Iterator[PackLine]:
    for each in (snapshot.get("activity") or {"case_studies": ()})["case_studies"]:
        yield PackLine(
            LineKind.CASE_STUDY,
            each["id"],
            each["title"],
            each["locality_name"],
            "activity",
            each["locality"],
            each["outcome"],
        )


def _decisions(pack: Pack) -> Iterator[PackLine]:
    """What the steering group is asked, what it decided, and what is to be done."""
    found = pack.decisions
    if found is None:
        return
    if pack.tells_of("decisions-sought"):
        for sought in found.sought or ():
            yield _in_short(PinnedKind.SOUGHT, sought.pk, sought.text)
    if pack.tells_of("decisions"):
        for made in found.made or ():
            yield _in_short(PinnedKind.DECISION, made.pk, made.text)
        for action in found.actions:
            where = action.place, action.locality or ""
            yield _in_short(PinnedKind.ACTION, action.pk, action.text, *where)


def _in_short(
    kind: PinnedKind, pk: int, text: str, place: str = "", locality: str = ""
) -> PackLine:
    title = Truncator(" ".join(text.split())).chars(TITLE_LENGTH)
    return PackLine(kind, pk, title, place, f"{kind}-{pk}", locality)
