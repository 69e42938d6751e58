"""What markings there are to be told of, and how far their reviews are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery

from csplan.core.periods import FinancialYear
from objectives.choices import SetLevel
from objectives.choices_reviews import ReviewKind, ReviewState
from objectives.models import MarkingSplit, ObjectiveSet, Review
from objectives.rules.markings import Marked, boxes_words, guided_share, share


def marked_sets(year: FinancialYear, kind: ReviewKind) -> list[Marked]:
    """Every published set of the year, with its marking once its review is complete. One query."""
    completed = Review.objects.filter(
        objective_set=OuterRef("pk"), kind=kind, state=ReviewState.COMPLETED
    )
    rows = (
        ObjectiveSet.objects.public()
        .filter(year_start=year.start_year)
        .order_by("level", "pk")
        .annotate(completed_mark=Subquery(completed.values("mark")[:1]))
        .values_list("holder_name", "level", "completed_mark")
    )
    return [Marked(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """How many of a level's reviews are complete; no marking is in it."""

    label: str
    complete: int
    count: int


def level_progress(year: FinancialYear, kind: ReviewKind) -> list[LevelProgress]:
    """One query."""
    marked = marked_sets(year, kind)
    complete = Counter(row.level for row in marked if row.mark is not None)
    counts = Counter(row.level for row in marked)
    return [
        LevelProgress(level.label, complete[level], counts[level])
        for level in SetLevel
        if counts[level]
    ]


@dataclass(frozen=True, slots=True)
class SplitLine:
    boxes: str
    people: int
    percentage: int
    guided: int


@dataclass(frozen=True, slots=True)
class SplitGroup:
    """A group as the page shows it, beside what is guided."""

    label: str
    people: int
    lines: tuple[SplitLine, ...]


def split_groups(split: MarkingSplit) -> Iterator[SplitGroup]:
    guided = settings.CSPLAN_GUIDED_SPLIT
    for group in split.groups:
        lines = (
            SplitLine(
                boxes_words(cell["boxes"]),
                cell["people"],
                share(cell["people"], group["people"]),
                guided_share(cell["boxes"], guided),
            )
            for cell in group["split"]
        )
        labels = [SetLevel(level).label for level in group["levels"]]
        yield SplitGroup(", ".join(labels), group["people"], tuple(lines))


def years_with_sets() -> list[FinancialYear]:
    """The years of published sets, latest first. One query."""
    starts = ObjectiveSet.objects.public().order_by("-year_start").values_list("year_start")
    return [FinancialYear(start) for (start,) in starts.distinct()]
