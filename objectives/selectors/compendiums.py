"""Everything published for a year, or for a department in a year, as it stands."""

from dataclasses import dataclass

from csplan.core.periods import FinancialYear
from objectives.models import RevisionEntry
from objectives.querysets import RevisionEntryQuerySet
from objectives.rules.content import Content, as_content


@dataclass(frozen=True)
class Scope:
    """What a compendium is of: a year, and perhaps one department of it."""

    year: FinancialYear
    department_slug: str = ""


def entries_in(scope: Scope) -> RevisionEntryQuerySet:
    """The latest revisions of the scope, in the order of a compendium."""
    rows = RevisionEntry.objects.in_force().within(scope.year.start_year, scope.department_slug)
    return rows.order_by("department_name", "department_slug", "holder", "post", "pk")


def contents_in(scope: Scope) -> list[Content]:
    """Their contents, in that order. One query."""
    contents = entries_in(scope).values_list("revision__content", flat=True)
    return [as_content(content) for content in contents]
