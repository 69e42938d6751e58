"""The working copy of a set, as one page shows it."""

from dataclasses import dataclass

from csplan.core.worded_dates import DateKind
from objectives.models import Category, Milestone, Objective, ObjectiveSet, PerformanceMeasure


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with what its published date was taken to mean."""

    milestone: Milestone
    meaning: str


@dataclass(frozen=True)
class CategoryPage:
    """A category with its three columns. They do not line up row by row, as published."""

    category: Category
    objectives: tuple[Objective, ...]
    measures: tuple[PerformanceMeasure, ...]
    milestones: tuple[MilestoneLine, ...]


@dataclass(frozen=True)
class SetPage:
    """A set of objectives as one page shows it."""

    objective_set: ObjectiveSet
    categories: tuple[CategoryPage, ...]
    objective_count: int
    measure_count: int
    milestone_count: int
    undated_count: int


def set_page(objective_set: ObjectiveSet) -> SetPage:
    """The whole set with its counts. Four queries.

    A feedback paragraph counts as no measure of its own; the parts of one bullet count as
    the milestones they are.
    """
    rows = objective_set.categories.prefetch_related("objectives", "measures", "milestones")
    categories = tuple(_category_page(category) for category in rows)
    milestones = [line.milestone for page in categories for line in page.milestones]
    return SetPage(
        objective_set=objective_set,
        categories=categories,
        objective_count=sum(len(page.objectives) for page in categories),
        measure_count=sum(len(page.measures) for page in categories),
        milestone_count=len(milestones),
        undated_count=sum(milestone.date_kind == DateKind.UNDATED for milestone in milestones),
    )


def _category_page(category: Category) -> CategoryPage:
    return CategoryPage(
        category=category,
        objectives=tuple(category.objectives.all()),
        measures=tuple(category.measures.all()),
        milestones=tuple(
            MilestoneLine(milestone, milestone.worded_date.meaning)
            for milestone in category.milestones.all()
        ),
    )
