"""Chainable adjectives for the lines of published packs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connections
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from csplan.core.querysets import InsertOnlyQuerySet
from reporting.rules_search import Stems, Term

if TYPE_CHECKING:
    from reporting.models import PublishedLine

AS_THEY_ARE = "simple"
"""PostgreSQL's reading of words that are stems already."""

IN_THE_TITLE = 8


class PublishedLineQuerySet(InsertOnlyQuerySet["PublishedLine"]):
    """Lines may be added, never changed or removed."""

    def with_every(self, terms: Sequence[Term]) -> "PublishedLineQuerySet":
        """The lines that hold something of each term, with ``rank``: the higher the nearer.

        PostgreSQL finds them by its index of words, any other database by looking. Both find
        the same lines; a word in the title counts for several in the text.
        """
        if connections[self.db].vendor == "postgresql":
            return self._by_index(terms)
        held = Q()
        for term in terms:
            held &= _any_of(term, "stems")
        return self.filter(held).annotate(rank=_rank(terms))

    def _by_index(self, terms: Sequence[Term]) -> "PublishedLineQuerySet":
        words = " & ".join(f"({' | '.join(map(_side_by_side, term))})" for term in terms)
        query = SearchQuery(words, config=AS_THEY_ARE, search_type="raw")
        title = SearchVector("title_stems", config=AS_THEY_ARE, weight="A")
        text = SearchVector("stems", config=AS_THEY_ARE, weight="D")
        found = self.annotate(found=SearchVector("stems", config=AS_THEY_ARE)).filter(found=query)
        return found.annotate(rank=SearchRank(title + text, query))


def _side_by_side(stems: Stems) -> str:
    """As PostgreSQL is asked for it: stems are letters and figures, so quotes hold them."""
    quoted = " <-> ".join(f"'{stem}'" for stem in stems)
    return f"({quoted})"


def _any_of(term: Term, name: str) -> Q:
    held = Q()
    for stems in term:
        held |= Q(**{f"{name}__contains": f" {' '.join(stems)} "})
    return held


def _rank(terms: Sequence[Term]) -> Combinable:
    as_asked = " ".join(stem for term in terms for stem in term[0])
    score: Combinable = _one_if(1, Q(title_stems__contains=f" {as_asked} "))
    for term in terms:
        score = score + _one_if(IN_THE_TITLE, _any_of(term, "title_stems"))
    return score


def _one_if(points: int, held: Q) -> Case:
    return Case(When(held, then=Value(points)), default=Value(0), output_field=IntegerField())
