"""What is said otherwise: reports, commentary, and the words of the plan itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from csplan.core.ratings import NEEDS_PATH_TO_GREEN
from csplan.core.word_changes import is_reworded
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides
from reporting.document.facts import Pack
from reporting.document.figures import latest_report
from reporting.document.milestones.facts import Milestone, Report

PROMISE = "Path to green"
REPORTED = {"narrative": "What happened", "risk": "Risk", "path_to_green": PROMISE}
PLANNED_OF_OUTCOME = {"title": "Title", "text": "Text"}
PLANNED_OF_MEASURE = {"title": "Title", "definition": "Definition"}


def word_changes(sides: Sides) -> Iterator[Change]:
    """Texts that both packs hold and that differ, in the order of the plan."""
    yield from _of_outcomes(sides)
    yield from _of_measures(sides)
    yield from _of_milestones(sides)
    yield from _of_localities(sides)


def _of_outcomes(sides: Sides) -> Iterator[Change]:
    before = {each.pk: each for each in sides.before.outcomes}
    for each in sides.after.outcomes:
        if (was := before.get(each.pk)) is None:
            continue
        for what, then, now in _differing(was, each, PLANNED_OF_OUTCOME):
            yield sides.of_outcome(Kind.WORDS_OF_PLAN, each, what=what, before=then, after=now)
        for what, then, now in _differing(was, each, {"commentary": "From the national team"}):
            yield sides.of_outcome(Kind.WORDS, each, what=what, before=then, after=now)


def _of_measures(sides: Sides) -> Iterator[Change]:
    before = {each.pk: each for each in sides.before.measures}
    for each in sides.after.measures:
        if (was := before.get(each.pk)) is None:
            continue
        for what, then, now in _differing(was, each, PLANNED_OF_MEASURE):
            yield sides.of_measure(Kind.WORDS_OF_PLAN, each, what=what, before=then, after=now)


def _of_milestones(sides: Sides) -> Iterator[Change]:
    before = {each.pk: each for each in sides.before.milestones}
    for each in sides.after.milestones:
        if (was := before.get(each.pk)) is None:
            continue
        for what, old, new in _differing(was, each, {"title": "Title"}):
            yield sides.of_milestone(Kind.WORDS_OF_PLAN, each, what=what, before=old, after=new)
        then, now = _own_report(was, sides.before), _own_report(each, sides.after)
        if then is None or now is None:
            continue
        kind = Kind.WORDS_OF_EXCEPTIONS if now.counted in NEEDS_PATH_TO_GREEN else Kind.WORDS
        for what, old, new in _differing(then, now, REPORTED):
            yield sides.of_milestone(kind, each, what=what, before=old, after=new)


def _own_report(milestone: Milestone, pack: Pack) -> Report | None:
    """What was reported of it in the pack's own quarter: earlier words are not kept."""
    report = latest_report(milestone.reports, pack.quarter)
    return report if report is not None and report.quarter == pack.quarter else None


def _of_localities(sides: Sides) -> Iterator[Change]:
    for each in sides.after.localities:
        then = sides.before.returns.get(each.slug)
        now = sides.after.returns.get(each.slug)
        if then is None or now is None or not (then.counts and now.counts):
            continue
        for what, old, new in _differing(then, now, {"overview": "Overview of the quarter"}):
            yield sides.of_locality(Kind.WORDS, each, what=what, before=old, after=new)


def _differing(was: Any, now: Any, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The texts called ``names`` that differ: which, then and now."""
    for name, what in names.items():
        then, since = getattr(was, name), getattr(now, name)
        if is_reworded(then, since):
            yield what, then, since
