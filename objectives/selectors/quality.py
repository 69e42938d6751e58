"""What the quality check finds, for one set and over all the sets of a year."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Min, Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.core.periods import FinancialYear, london_day
from csplan.core.worded import meaning_words
from objectives.choices import ItemKind
from objectives.choices_quality import EXPLANATIONS, FindingKind
from objectives.models import Milestone, ObjectiveSet
from objectives.rules.duplicates import Place, duplicates
from objectives.rules.quality import CheckedItem, CheckedSet, Finding, Score, findings, score
from objectives.selectors.items import MODELS


@dataclass(frozen=True)
class FindingLine:
    """A finding beside the words it is about. ``item`` is empty when it is about the set."""

    finding: Finding
    item: CheckedItem | None


@dataclass(frozen=True)
class FindingGroup:
    """Every finding of one kind, with what it means and how it is put right."""

    kind: FindingKind
    explanation: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True)
class QualityPage:
    groups: tuple[FindingGroup, ...]
    score: Score

    @property
    def finding_count(self) -> int:
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class SetQuality:
    """One set's line in the list of a year."""

    objective_set: ObjectiveSet
    score: Score
    finding_count: int


@dataclass(frozen=True)
class QualityOverview:
    """Every set of a year that the person may read, and all of them together."""

    year: FinancialYear | None
    years: tuple[FinancialYear, ...]
    lines: tuple[SetQuality, ...]
    total: Score


def quality_page(objective_set: ObjectiveSet, actor: Actor, *, on: dt.date) -> QualityPage:
    """The findings of one set, grouped by kind. Five queries, however many sets there are."""
    beside = _of_the_year(actor, objective_set.year_start) | Q(pk=objective_set.pk)
    checked = checked_sets(ObjectiveSet.objects.filter(beside))
    found = all_findings(checked, on=on)
    own = next(each for each in checked if each.key == objective_set.slug)
    return QualityPage(_grouped(own, found[own.key]), score(own, on=on))


def quality_overview(actor: Actor, year_start: int | None, *, on: dt.date) -> QualityOverview:
    """Every set of the year, or of the latest, that the actor may read. At most six queries."""
    visible = ObjectiveSet.objects.visible_to(actor)
    starts = list(visible.order_by("-year_start").values_list("year_start", flat=True).distinct())
    if not starts:
        return QualityOverview(None, (), (), Score())
    chosen = year_start if year_start in starts else starts[0]
    rows = {row.slug: row for row in visible.filter(year_start=chosen).order_by("holder_name")}
    checked = checked_sets(ObjectiveSet.objects.filter(_of_the_year(actor, chosen)))
    found = all_findings(checked, on=on)
    lines = [
        SetQuality(rows[each.key], score(each, on=on), len(found[each.key]))
        for each in checked
        if each.key in rows
    ]
    return QualityOverview(
        FinancialYear(chosen),
        tuple(map(FinancialYear, starts)),
        tuple(sorted(lines, key=lambda line: -line.finding_count)),
        sum((line.score for line in lines), Score()),
    )


def all_findings(
    checked: Sequence[CheckedSet], *, on: dt.date
) -> Mapping[str, tuple[Finding, ...]]:
    """Of each set by itself, and what it has in common with the others."""
    same = duplicates(
        {
            (each.key, item.reference): item.text
            for each in checked
            for item in each.of(ItemKind.OBJECTIVE)
        }
    )
    names = {each.key: each.name for each in checked}
    return {
        each.key: (*findings(each, on=on), *_shared(each.key, same, names)) for each in checked
    }


def checked_sets(sets: QuerySet[ObjectiveSet]) -> list[CheckedSet]:
    """The sets as the check reads them, with what stands in each. Four queries."""
    items: dict[str, list[CheckedItem]] = defaultdict(list)
    own = Q(revisions__number=1, revisions__published_by__isnull=False)
    rows = list(sets.annotate(first_at=Min("revisions__published_at", filter=own)))
    for kind, model in MODELS.items():
        for item in _standing(model, [row.pk for row in rows]):
            items[item.category.objective_set.slug].append(_checked(item, kind))
    return [_checked_set(row, items[row.slug]) for row in rows]


def _of_the_year(actor: Actor, year_start: int) -> Q:
    """What the actor may read, in any form: another set is named only to who may read it."""
    visible = ObjectiveSet.objects.visible_to(actor).filter(year_start=year_start)
    return Q(pk__in=visible.values("pk"))


def _standing(model: Any, sets: Iterable[int]) -> QuerySet[Any]:
    above = "under" if model is MODELS[ItemKind.OBJECTIVE] else "objective"
    rows: QuerySet[Any] = model._default_manager.filter(
        withdrawn_at=None, category__withdrawn_at=None, category__objective_set__in=list(sets)
    )
    return rows.select_related(above, "category__objective_set").order_by(
        "category__order", "order", "part"
    )


def _checked(item: Any, kind: ItemKind) -> CheckedItem:
    objective = getattr(item, "objective", None)
    is_dated = isinstance(item, Milestone)
    return CheckedItem(
        reference=item.reference,
        kind=kind,
        text=item.text,
        category=item.category.reference,
        objective=objective.reference if objective else "",
        latest=item.date_latest if is_dated else None,
        date_words=meaning_words(item.worded_date, item.date_recurrence) if is_dated else "",
    )


def _checked_set(row: ObjectiveSet, items: list[CheckedItem]) -> CheckedSet:
    first_at: dt.datetime | None = row.first_at  # type: ignore[attr-defined]  # annotated
    return CheckedSet(
        key=row.slug,
        name=f"{row.holder_name}, {row.post_title}",
        year=row.year,
        items=tuple(items),
        published_on=london_day(first_at) if first_at else None,
        is_public=row.is_public,
    )


def _shared(
    key: str, same: Mapping[Place, tuple[Place, ...]], names: Mapping[str, str]
) -> Iterable[Finding]:
    for (own, reference), others in same.items():
        if own == key:
            told = tuple(f"{number} of {names[other]}" for other, number in others)
            words = f"Much the same as {', and '.join(told)}"
            yield Finding(FindingKind.DUPLICATE, words, reference)


def _grouped(checked: CheckedSet, found: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    items = {item.reference: item for item in checked.items}
    order = list(FindingKind)
    ordered = sorted(found, key=lambda each: order.index(each.kind))
    return tuple(
        FindingGroup(
            kind,
            EXPLANATIONS[kind],
            tuple(FindingLine(each, items.get(each.reference)) for each in group),
        )
        for kind, group in groupby(ordered, key=lambda each: each.kind)
    )
