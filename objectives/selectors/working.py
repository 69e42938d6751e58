"""The working copy of a set as its office reads it: what stands, where it comes from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from csplan.accounts.actors import Actor
from csplan.core.worded import meaning_words
from csplan.core.worded_dates import DateKind
from objectives.choices import ItemKind
from objectives.models import Category, Milestone, ObjectiveSet
from objectives.models.items import CategoryItem
from objectives.rules.provenance import Provenance, provenance
from objectives.rules.words import MONTHS
from objectives.selectors.items import MODELS


@dataclass(frozen=True)
class Line:
    """An item with where its words come from, what its date means, and its sub-points."""

    item: Any
    origin: Provenance
    meaning: str = ""
    points: list["Line"] = field(default_factory=list)

    @property
    def month(self) -> str:
        """The month before which a measure is not due; empty for any."""
        number: int | None = getattr(self.item, "reports_from_month", None)
        return MONTHS[number - 1] if number else ""


@dataclass(frozen=True)
class Column:
    """One of the three lists of a category."""

    slug: str
    kind: ItemKind
    lines: list[Line]
    withdrawn: list[Any]

    @property
    def singular(self) -> str:
        return self.kind.label.lower()

    @property
    def title(self) -> str:
        return f"{self.kind.label}s"


@dataclass(frozen=True)
class CategoryPage:
    category: Category
    columns: list[Column]

    @property
    def is_withdrawn(self) -> bool:
        return self.category.withdrawn_at is not None


@dataclass(frozen=True)
class WorkingPage:
    """The whole working copy, with the sets that belong beside it."""

    objective_set: ObjectiveSet
    categories: list[CategoryPage]
    withdrawn: list[Category]
    role: Provenance
    related: list[tuple[str, ObjectiveSet]]
    counts: dict[str, int]

    @property
    def departs(self) -> bool:
        """Whether any of it comes from a document."""
        return bool(self.counts["published"])


COLUMNS = {
    "objectives": ItemKind.OBJECTIVE,
    "measures": ItemKind.MEASURE,
    "milestones": ItemKind.MILESTONE,
}


def working_page(objective_set: ObjectiveSet, actor: Actor) -> WorkingPage:
    """Everything one page shows of the working copy. Six queries, whatever its size."""
    rows = list(_with_items(objective_set))
    pages = [_category_page(row) for row in rows if row.withdrawn_at is None]
    return WorkingPage(
        objective_set=objective_set,
        categories=pages,
        withdrawn=[row for row in rows if row.withdrawn_at is not None],
        role=provenance(objective_set.role_statement, objective_set.source_words),
        related=related_sets(objective_set, actor),
        counts=_counts(pages),
    )


def item_origin(item: Any) -> Provenance:
    """Where the item's words come from. One query."""
    siblings = type(item)._default_manager.filter(
        category=item.category_id,
        order=item.order,
        source_words=item.source_words,
        withdrawn_at=None,
    )
    return _origin(item, siblings.exclude(pk=item.pk).values_list("text", flat=True))


def related_sets(objective_set: ObjectiveSet, actor: Actor) -> list[tuple[str, ObjectiveSet]]:
    """The holder before and after, and the holder's other posts of the year. Two queries."""
    visible = ObjectiveSet.objects.visible_to(actor)
    found = [("Holder before", row) for row in visible.filter(pk=objective_set.follows_id or 0)]
    beside = visible.filter(follows=objective_set) | visible.filter(
        holder_name=objective_set.holder_name, year_start=objective_set.year_start
    )
    for row in beside.exclude(pk=objective_set.pk).order_by("pk"):
        is_next = row.follows_id == objective_set.pk
        found.append(("Holder after" if is_next else "Other post of the same holder", row))
    return found


def _with_items(objective_set: ObjectiveSet) -> Any:
    linked = {
        "objectives": ("under", "supports__category__objective_set"),
        "measures": ("objective",),
        "milestones": ("objective",),
    }
    return objective_set.categories.order_by("order").prefetch_related(
        *(
            Prefetch(slug, MODELS[kind]._default_manager.select_related(*linked[slug]))
            for slug, kind in COLUMNS.items()
        )
    )


def _category_page(category: Category) -> CategoryPage:
    columns = [_column(slug, kind, category) for slug, kind in COLUMNS.items()]
    return CategoryPage(category, columns)


def _column(slug: str, kind: ItemKind, category: Category) -> Column:
    rows = list(getattr(category, slug).all())
    standing = [row for row in rows if row.withdrawn_at is None]
    lines = _lines(standing)
    return Column(
        slug,
        kind,
        _nested(lines) if kind == ItemKind.OBJECTIVE else lines,
        withdrawn=[row for row in rows if row.withdrawn_at is not None],
    )


def _lines(rows: list[Any]) -> list[Line]:
    bullets: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows:
        bullets[row.order, row.source_words].append(row)
    return [_line(row, bullets[row.order, row.source_words]) for row in rows]


def _line(row: Any, bullet: list[Any]) -> Line:
    others = [other.text for other in bullet if other.pk != row.pk]
    return Line(row, _origin(row, others), meaning_of(row))


def _origin(item: CategoryItem, others: Iterable[str]) -> Provenance:
    return provenance(
        item.text,
        item.source_words,
        section=item.source_section,
        bullet=item.source_order,
        other_parts=others,
    )


def meaning_of(row: Any) -> str:
    """What a milestone's date means; nothing for the other kinds."""
    if not isinstance(row, Milestone):
        return ""
    return meaning_words(row.worded_date, row.date_recurrence)


def _nested(lines: list[Line]) -> list[Line]:
    """Sub-points under what they are points of; what has lost that stands on its own."""
    by_key = {line.item.pk: line for line in lines}
    tops: list[Line] = []
    for line in lines:
        above = by_key.get(line.item.under_id)
        (above.points if above is not None else tops).append(line)
    return tops


def _counts(pages: list[CategoryPage]) -> dict[str, int]:
    columns = dict.fromkeys(COLUMNS, 0)
    published = unchanged = undated = 0
    for line, slug in ((li, c.slug) for p in pages for c in p.columns for li in every(c.lines)):
        columns[slug] += 1
        published += line.origin.is_published
        unchanged += line.origin.is_unchanged
        undated += getattr(line.item, "date_kind", "") == DateKind.UNDATED
    total = sum(columns.values())
    return {
        **columns,
        "published": published,
        "unchanged": unchanged,
        "departed": published - unchanged,
        "added": total - published,
        "undated": undated,
    }


def every(lines: list[Line]) -> list[Line]:
    """The lines with their sub-points."""
    return [one for line in lines for one in (line, *line.points)]


def find_item(objective_set: ObjectiveSet, column: str, pk: int) -> Any | None:
    """The item of the set with its category and set, standing or withdrawn; None without one."""
    kind = COLUMNS.get(column)
    if kind is None:
        return None
    rows = MODELS[kind]._default_manager.select_related("category__objective_set", "source")
    return rows.filter(category__objective_set=objective_set, pk=pk).first()
