"""What stands in the way of agreeing or closing a plan: no database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a plan calls its levels, for one and for several; no group when it has none."""

    outcome: str
    outcomes: str
    item: str
    items: str
    group: str = ""
    groups: str = ""


def counted(one: str, several: str) -> str:
    """What several items are called where they are counted: a programme has many items."""
    if one != several and one.startswith(several):
        return f"{one}s"
    return several


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """How much an outcome has below it."""

    name: str
    items: int
    measures: int
    has_group: bool


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """Whether a measure says what is to be reached, and how far by when."""

    name: str
    has_target: bool
    has_trajectory: bool


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything that is looked at before a plan is agreed."""

    words: PlanWords
    outcomes: tuple[OutcomeFacts, ...]
    measures: tuple[MeasureFacts, ...]
    empty_groups: tuple[str, ...]
    missing_quarters: tuple[str, ...]
    has_purpose: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing from a plan; one that ``blocks`` must be put right first."""

    words: str
    blocks: bool


def findings(facts: PlanFacts) -> tuple[Finding, ...]:
    """What is missing before the plan can be agreed; what blocks comes first."""
    found = [*_of_outcomes(facts), *_of_measures(facts), *_of_the_whole(facts)]
    return tuple(sorted(found, key=lambda each: not each.blocks))


def _of_outcomes(facts: PlanFacts) -> Iterator[Finding]:
    words = facts.words
    if not facts.outcomes:
        yield Finding(f"The plan has no {words.outcomes}.", blocks=True)
    for outcome in facts.outcomes:
        if not outcome.items and not outcome.measures:
            yield Finding(f"“{outcome.name}” has no {words.item} and no measure.", blocks=True)
        elif not outcome.measures:
            yield Finding(f"“{outcome.name}” has no measure.", blocks=False)
        elif not outcome.items:
            yield Finding(f"“{outcome.name}” has no {words.item}.", blocks=False)
        if words.group and not outcome.has_group:
            yield Finding(f"“{outcome.name}” belongs to no {words.group}.", blocks=False)
    for name in facts.empty_groups:
        yield Finding(f"“{name}” has no {words.outcome}.", blocks=False)


def _of_measures(facts: PlanFacts) -> Iterator[Finding]:
    aimless = [each.name for each in facts.measures if not each.has_target]
    unplanned = [each.name for each in facts.measures if not each.has_trajectory]
    if aimless:
        yield Finding(f"{_named(aimless, 'has', 'have')} no target.", blocks=False)
    if unplanned:
        words = f"{_named(unplanned, 'has', 'have')} no planned values to be judged by."
        yield Finding(words, blocks=False)


def _of_the_whole(facts: PlanFacts) -> Iterator[Finding]:
    if not facts.has_purpose:
        yield Finding("The plan does not say what it is for.", blocks=False)
    if facts.missing_quarters:
        quarters = _listed(facts.missing_quarters)
        yield Finding(f"There are no dates yet for {quarters}.", blocks=False)


def next_number(numbers: Iterable[int]) -> int:
    """The next free number after those that are taken."""
    return max(numbers, default=0) + 1


def _named(names: Sequence[str], one: str, several: str) -> str:
    """ "“Events” has", or "“Events” and “Visits” have"."""
    listed = _listed([f"“{name}”" for name in names])
    return f"{listed} {one if len(names) == 1 else several}"


def _listed(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
