"""Chainable adjectives for the lines of published packs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connections
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from csplan.core.querysets import InsertOnlyQuerySet

if TYPE_CHECKING:
    from reporting.models import PublishedLine

AS_THEY_ARE = "simple"
"""PostgreSQL's reading of words that are stems already."""

IN_THE_TITLE = 8


class PublishedLineQuerySet(InsertOnlyQuerySet["PublishedLine"]):
    """Lines may be added, never changed or removed."""

    def with_every(self, stems: Sequence[str]) -> "PublishedLineQuerySet":
        """The lines that hold each of ``stems``, with ``rank``: the higher the nearer.

        PostgreSQL finds them by its index of words, any other database by looking. Both find
        the same lines; a word in the title counts for several in the text.
        """
        if connections[self.db].vendor == "postgresql":
            return self._by_index(stems)
        held = Q()
        for stem in stems:
            held &= Q(stems__contains=f" {stem} ")
        return self.filter(held).annotate(rank=_rank(stems))

    def _by_index(self, stems: Sequence[str]) -> "PublishedLineQuerySet":
        query = SearchQuery(
            " & ".join(f"'{stem}'" for stem in stems), config=AS_THEY_ARE, search_type="raw"
        )
        title = SearchVector("title_stems", config=AS_THEY_ARE, weight="A")
        text = SearchVector("stems", config=AS_THEY_ARE, weight="D")
        found = self.annotate(found=SearchVector("stems", config=AS_THEY_ARE)).filter(found=query)
        return found.annotate(rank=SearchRank(title + text, query))


def _rank(stems: Sequence[str]) -> Combinable:
    score: Combinable = _one_if(1, title_stems__contains=f" {' '.join(stems)} ")
    for stem in stems:
        score = score + _one_if(IN_THE_TITLE, title_stems__contains=f" {stem} ")
    return score


def _one_if(points: int, **held: str) -> Case:
    return Case(When(then=Value(points), **held), default=Value(0), output_field=IntegerField())
