"""A review with the evidence beside it, for those who may read it."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from csplan.accounts.actors import Actor
from objectives.choices_reviews import REVIEW_STATE_COLOURS, ReviewKind
from objectives.models import ObjectiveSet, Review, ReviewMark
from objectives.permissions.reviews import can_read_splits, can_read_words
from objectives.selectors.progress import progress_page
from objectives.selectors.progress_lines import Line


@dataclass(frozen=True)
class CategoryMarks:
    """The objectives of a category, in order."""

    title: str
    marks: tuple[ReviewMark, ...]


@dataclass(frozen=True)
class ReviewPage:
    """A review as its reader may see it: without its words while it is being written."""

    review: Review
    categories: tuple[CategoryMarks, ...]
    has_words: bool
    marked_count: int
    count: int

    @property
    def marked_words(self) -> str:
        return f"{self.marked_count} of {self.count} objectives marked"

    @property
    def is_marked(self) -> bool:
        return self.marked_count == self.count and self.review.mark is not None


def review_page(review: Review, actor: Actor) -> ReviewPage:
    """One query."""
    marks = list(review.marks.all())
    return ReviewPage(
        review=review,
        categories=tuple(_by_category(marks)),
        has_words=can_read_words(actor, review),
        marked_count=sum(each.mark is not None for each in marks),
        count=len(marks),
    )


def _by_category(marks: list[ReviewMark]) -> Iterator[CategoryMarks]:
    for title, group in groupby(marks, key=lambda each: each.category):
        yield CategoryMarks(title, tuple(group))


@dataclass(frozen=True)
class Evidence:
    """What progress says: of the objective itself where that is known, and of its category."""

    own: tuple[Line, ...]
    category: tuple[Line, ...]


def evidence_for(mark: ReviewMark, objective_set: ObjectiveSet, *, on: dt.date) -> Evidence:
    """Five queries, and those of each source of figures."""
    lines = progress_page(objective_set, on=on).lines
    own = tuple(line for line in lines if line.item.objective_id == mark.objective_id)
    beside = (line for line in lines if line.item.objective_id is None)
    of_category = mark.objective.category_id
    return Evidence(own, tuple(line for line in beside if line.item.category_id == of_category))


@dataclass(frozen=True)
class KindLine:
    """A kind of review of a set: the one there is, and whether the actor may open its page."""

    kind: ReviewKind
    review: Review | None
    is_readable: bool
    colour: str


def kind_lines(objective_set: ObjectiveSet, actor: Actor) -> list[KindLine]:
    """Both kinds. Two queries."""
    readable = set(
        Review.objects.visible_to(actor)
        .filter(objective_set=objective_set)
        .values_list("pk", flat=True)
    )
    found = {row.kind: row for row in objective_set.reviews.select_related("reviewer")}
    return [_kind_line(kind, found.get(kind), readable) for kind in ReviewKind]


def _kind_line(kind: ReviewKind, review: Review | None, readable: Collection[int]) -> KindLine:
    if review is None:
        return KindLine(kind, None, is_readable=False, colour="grey")
    colour = REVIEW_STATE_COLOURS[review.state]
    return KindLine(kind, review, is_readable=review.pk in readable, colour=colour)


def reads_splits(actor: Actor) -> bool:
    """Whether splits are told to ``actor``: also to whoever has a review to write."""
    return can_read_splits(actor) or Review.objects.visible_to(actor).exists()
