"""The two packs that are compared, and changes made of their lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.facts import Locality, Outcome, Pack
from reporting.document.measures.facts import Measure
from reporting.document.milestones.facts import Milestone


@dataclass(frozen=True)
class Sides:
    """An earlier pack and a later one, or two editions of the same quarter."""

    before: Pack
    after: Pack

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The localities' names by slug, as the later pack has them where it does."""
        both = (*self.before.localities, *self.after.localities)
        return {each.slug: each.name for each in both}

    @cached_property
    def shared(self) -> frozenset[int]:
        """The plans that both report on."""
        before, after = ({plan["id"] for plan in pack.plans} for pack in (self.before, self.after))
        return frozenset(before & after)

    def of_milestone(self, kind: Kind, milestone: Milestone, **more: Any) -> Change:
        return Change(
            kind,
            f"milestone-{milestone.pk}",
            milestone.title,
            locality=milestone.locality,
            place=self.places.get(milestone.locality, ""),
            outcome=milestone.outcome,
            **more,
        )

    def of_measure(self, kind: Kind, measure: Measure, *, slug: str = "", **more: Any) -> Change:
        return Change(
            kind,
            f"measure-{measure.pk}",
            measure.title,
            locality=slug,
            place=self.places.get(slug, ""),
            outcome=measure.outcome,
            **more,
        )

    def of_outcome(self, kind: Kind, outcome: Outcome, **more: Any) -> Change:
        return Change(kind, f"outcome-{outcome.pk}", outcome.title, outcome=outcome.pk, **more)

    def of_locality(self, kind: Kind, locality: Locality, **more: Any) -> Change:
        return Change(
            kind,
            f"locality-{locality.slug}",
            locality.name,
            locality=locality.slug,
            place=locality.name,
            **more,
        )

    def of_line(self, kind: Kind, line: Any, **more: Any) -> Change:
        match line:
            case Milestone():
                return self.of_milestone(kind, line, **more)
            case Measure():
                return self.of_measure(kind, line, **more)
            case Outcome():
                return self.of_outcome(kind, line, **more)
            case Locality():
                return self.of_locality(kind, line, **more)
            case plan:
                return Change(kind, f"plan-{plan['id']}", plan["title"], **more)


def changed_scope(
    sides: Sides, what: str, before: Sequence[Any], after: Sequence[Any]
) -> Iterator[Change]:
    """The lines of one sort that only one of the packs has."""
    old, new = {_key(each) for each in before}, {_key(each) for each in after}
    for each in before:
        if _key(each) not in new:
            yield sides.of_line(Kind.REMOVED, each, what=what)
    for each in after:
        if _key(each) not in old:
            yield sides.of_line(Kind.ADDED, each, what=what)


def _key(line: Any) -> int | str:
    match line:
        case Locality():
            return line.slug
        case Mapping():
            return int(line["id"])
    return int(line.pk)
