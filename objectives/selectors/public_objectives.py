"""Objectives as anybody may read them, for what is linked to them elsewhere.

Words come from published revisions alone: what an amendment proposes is not told here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import Truncator

from csplan.core.periods import FinancialYear
from objectives.models import Objective, PerformanceMeasure, SetRevision
from objectives.querysets import latest_revisions
from objectives.rules.content import Content, as_content

SHORT = 80
"""Characters of an objective's words in a list to choose from."""

Place = tuple[str, str]
"""A set's address and an objective's number in it."""


@dataclass(frozen=True)
class PublicObjective:
    """One objective of the latest revision of its set. ``supports`` is one further up."""

    pk: int
    set_slug: str
    holder: str
    post: str
    year_start: int
    category: str
    reference: str
    text: str
    supports: Place | None
    contribution: str

    @property
    def place(self) -> Place:
        return self.set_slug, self.reference

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)

    @property
    def whose(self) -> str:
        return f"{self.holder}, {self.year.label}"

    @property
    def name(self) -> str:
        """Whose it is, its number and enough of its words to tell it by."""
        return f"{self.whose}, {self.reference}: {Truncator(self.text).chars(SHORT)}"


def public_objectives() -> dict[Place, PublicObjective]:
    """Every objective that anybody may read, in the order of the published lists. Two queries."""
    contents = [as_content(row.content) for row in _latest()]
    held = Objective.objects.filter(category__objective_set__revision_number__gt=0)
    names = ("category__objective_set__slug", "reference", "pk")
    keys = {(slug, reference): pk for slug, reference, pk in held.values_list(*names)}
    found = (each for content in contents for each in _objectives(content, keys))
    return {each.place: each for each in found}


def _latest() -> Iterator[SetRevision]:
    rows = latest_revisions(SetRevision.objects.all())
    yield from rows.order_by("-entry__year_start", "entry__holder", "pk")


def _objectives(content: Content, keys: Mapping[Place, int]) -> Iterator[PublicObjective]:
    for category in content["categories"]:
        for each in category["objectives"]:
            supports = each["supports"]
            yield PublicObjective(
                pk=keys[content["id"], each["id"]],
                set_slug=content["id"],
                holder=content["holder"],
                post=content["post"],
                year_start=content["year_start"],
                category=category["title"],
                reference=each["id"],
                text=each["text"],
                supports=(supports["set"], supports["id"]) if supports else None,
                contribution=each["contribution"],
            )


@dataclass(frozen=True)
class PublishedMeasure:
    """A performance measure of the latest revision of its set, and whose it is."""

    set_slug: str
    whose: str
    text: str


def published_measures() -> dict[int, PublishedMeasure]:
    """What anybody may read of every performance measure, by its key. Two queries."""
    held = PerformanceMeasure.objects.filter(category__objective_set__revision_number__gt=0)
    names = ("category__objective_set__slug", "reference", "pk")
    keys = {(slug, reference): pk for slug, reference, pk in held.values_list(*names)}
    contents = [as_content(row.content) for row in _latest()]
    return {
        keys[content["id"], each["id"]]: PublishedMeasure(
            content["id"], f"{content['holder']}, {content['year']}", each["text"]
        )
        for content in contents
        for category in content["categories"]
        for each in category["measures"]
    }


def published_measure(measure: PerformanceMeasure) -> PublishedMeasure | None:
    """What anybody may read of ``measure``; None while that is nothing. Two queries."""
    return published_measures().get(measure.pk)
