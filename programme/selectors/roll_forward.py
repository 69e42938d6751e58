"""The lines of a plan that the next plan is made from."""

import re

from programme.models import BusinessPlan, Measure, OutcomeSuccession, WorkItem
from programme.rules.roll_forward import Level, Line

YEAR = re.compile(r"\b(?P<start>\d{4})(?P<stroke>[/-])(?P<end>\d{2})\b")


def is_rolled_forward(plan: BusinessPlan) -> bool:
    """Whether it was taken into a next plan already, be that a draft. One query."""
    return OutcomeSuccession.objects.filter(earlier__plan=plan).exists()


def plan_lines(plan: BusinessPlan) -> tuple[Line, ...]:
    """Outcomes, each followed by its items and measures. Three queries."""
    items = WorkItem.objects.filter(outcome__plan=plan, locality=None).order_by("order")
    measures = Measure.objects.filter(outcome__plan=plan).order_by("order")
    below: dict[int, list[Line]] = {}
    for item in items:
        line = Line(Level.ITEM, item.pk, item.text, item.outcome_id, bool(item.ends_on))
        below.setdefault(item.outcome_id, []).append(line)
    for measure in measures:
        ended = bool(measure.ends_on)
        line = Line(Level.MEASURE, measure.pk, measure.title, measure.outcome_id, ended)
        below.setdefault(measure.outcome_id, []).append(line)
    return tuple(
        line
        for outcome in plan.outcomes.order_by("order")
        for line in (
            Line(Level.OUTCOME, outcome.pk, outcome.title),
            *below.get(outcome.pk, ()),
        )
    )


def next_title(plan: BusinessPlan) -> str:
    """The plan's title with its years moved on by as many as it lasts."""
    by = plan.last_year - plan.first_year + 1

    def moved(found: re.Match[str]) -> str:
        start = int(found["start"]) + by
        return f"{start}{found['stroke']}{(start + 1) % 100:02d}"

    return YEAR.sub(moved, plan.title)
