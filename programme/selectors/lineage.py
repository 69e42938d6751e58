"""Where the parts of a plan come from and what became of them, shown from both ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from programme.choices import SuccessionKind
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureSuccession,
    Outcome,
    OutcomeSuccession,
    WorkItem,
    WorkItemSuccession,
)

TABLES: Mapping[type[Any], type[Any]] = {
    Outcome: OutcomeSuccession,
    WorkItem: WorkItemSuccession,
    Measure: MeasureSuccession,
}
PLAN_OF = {Outcome: "plan", WorkItem: "outcome__plan", Measure: "outcome__plan"}
LISTS = {Outcome: "outcomes", WorkItem: "items", Measure: "measures"}


@dataclass(frozen=True, slots=True)
class Kin:
    """A line of another plan that a line comes from or became; nothing when it ended."""

    kind: str
    name: str
    plan: str
    url: str
    reason: str

    @property
    def words(self) -> str:
        """ "Continues", "Merged with others" and so on."""
        return str(SuccessionKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Descent:
    """A line of a plan with everything it comes from, or everything it became."""

    name: str
    url: str
    kin: tuple[Kin, ...]


@dataclass(frozen=True, slots=True)
class LevelDescent:
    """One level of a plan, under the name the plan gives it."""

    title: str
    lines: tuple[Descent, ...]


@dataclass(frozen=True, slots=True)
class PlanLineage:
    """A plan seen from both ends, level by level; levels without kin are left out."""

    earlier: tuple[LevelDescent, ...]
    later: tuple[LevelDescent, ...]


def lineage_rows(line: Any, actor: Actor) -> list[SummaryRow]:
    """The rows of the page of an outcome, item or measure: both ends. At most two queries."""
    earlier = [_earlier(row) for row in _rows(type(line), actor, later=line)]
    later = [_later(row) for row in _rows(type(line), actor, earlier=line)]
    rows = []
    if earlier:
        rows.append(SummaryRow("Where it comes from", _kin_list(earlier)))
    if later:
        rows.append(SummaryRow("What became of it", _kin_list(later)))
    return rows


def plan_lineage(plan: BusinessPlan, actor: Actor) -> PlanLineage:
    """Both ends of every national line of the plan. Six queries, whatever its size."""
    levels = (
        (plan.outcome_plural, Outcome),
        (plan.item_plural, WorkItem),
        ("measures", Measure),
    )
    earlier = [(title, _descents(model, plan, actor, "later")) for title, model in levels]
    later = [(title, _descents(model, plan, actor, "earlier")) for title, model in levels]
    return PlanLineage(tuple(_kept(earlier)), tuple(_kept(later)))


def _kept(levels: Iterable[tuple[str, tuple[Descent, ...]]]) -> Iterator[LevelDescent]:
    for title, lines in levels:
        if lines:
            yield LevelDescent(title[:1].upper() + title[1:], lines)


def _descents(
    model: type[Any], plan: BusinessPlan, actor: Actor, own_end: str
) -> tuple[Descent, ...]:
    """The plan's lines at ``own_end`` of a step, with what stands at the other."""
    of_plan: dict[str, Any] = {f"{own_end}__{PLAN_OF[model]}": plan}
    if model is WorkItem:
        of_plan[f"{own_end}__locality"] = None
    found: dict[int, tuple[Any, list[Kin]]] = {}
    for row in _rows(model, actor, **of_plan):
        line = getattr(row, own_end)
        kin = _later(row) if own_end == "earlier" else _earlier(row)
        found.setdefault(line.pk, (line, []))[1].append(kin)
    in_order = sorted(found.values(), key=lambda pair: _place(pair[0]))
    return tuple(Descent(str(line), _url(line), tuple(kin)) for line, kin in in_order)


def _place(line: Any) -> tuple[int, int]:
    return (line.order, 0) if isinstance(line, Outcome) else (line.outcome.order, line.order)


def _rows(model: type[Any], actor: Actor, **which: Any) -> list[Any]:
    """The steps whose other end ``actor`` may see: a draft's lines show to few."""
    plan = PLAN_OF[model]
    ends = [f"{end}__{plan}" for end in ("earlier", "later")]
    steps = TABLES[model].objects.filter(**which).select_related(*ends).order_by("pk")
    seen = BusinessPlan.objects.visible_to(actor)
    hidden = BusinessPlan.objects.exclude(pk__in=seen.values("pk"))
    return list(steps.exclude(**{f"later__{plan}__in": hidden}))


def _earlier(row: Any) -> Kin:
    return _kin(row, row.earlier)


def _later(row: Any) -> Kin:
    return _kin(row, row.later)


def _kin(row: Any, line: Any) -> Kin:
    if line is None:
        return Kin(row.kind, "", "", "", row.reason)
    # A sentence goes on after the name.
    return Kin(row.kind, str(line).rstrip(" .:;"), str(_plan(line)), _url(line), row.reason)


def _plan(line: Any) -> BusinessPlan:
    plan: BusinessPlan = line.plan if isinstance(line, Outcome) else line.outcome.plan
    return plan


def _url(line: Any) -> str:
    """The line's own page; a locality's item is on its own list."""
    slug = LISTS[type(line)]
    if isinstance(line, WorkItem) and line.locality_id is not None:
        slug = "local-items"
    return reverse(f"programme:{slug}-record", args=[_plan(line).slug, line.pk])


def _kin_list(kin: Iterable[Kin]) -> SafeString:
    return format_html_join("", "{}", ((_kin_words(each),) for each in kin))


def _kin_words(kin: Kin) -> SafeString:
    reason = f" {kin.reason}" if kin.reason else ""
    if not kin.name:
        return format_html('<p class="govuk-body">{}.{}</p>', kin.words, reason)
    return format_html(
        '<p class="govuk-body">{}: <a class="govuk-link" href="{}">{}</a>, {}.{}</p>',
        kin.words, kin.url, kin.name, kin.plan, reason,
    )  # fmt: skip
