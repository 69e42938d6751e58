"""A revision as people read it: its content in words and in the order of reading. Pure.

The pages, the printed documents and the files say the same because all are made from this.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from csplan.core.periods import FinancialYear
from csplan.core.word_changes import is_reworded
from objectives.choices import SetLevel
from objectives.rules.content import (
    CategoryContent,
    Content,
    ItemContent,
    MeasureContent,
    MilestoneContent,
    ObjectiveContent,
    SupportContent,
)
from objectives.rules.words import MONTHS, day_words


@dataclass(frozen=True)
class Item:
    """One objective, measure or milestone.

    ``notes`` are said beneath it, in sentences. ``published`` are the words of the source, where
    they are others; ``points`` what stands under an objective.
    """

    id: str
    text: str
    notes: tuple[str, ...]
    published: str
    is_illustrative: bool
    supports: SupportContent | None = None
    contribution: str = ""
    points: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Part:
    """A category: three lists, which do not line up with each other."""

    id: str
    title: str
    introduction: str
    feedback_sources: str
    objectives: tuple[Item, ...]
    measures: tuple[Item, ...]
    milestones: tuple[Item, ...]


@dataclass(frozen=True)
class Reading:
    """A whole revision. ``content`` is what it was read from."""

    content: Content
    parts: tuple[Part, ...]

    @property
    def id(self) -> str:
        return self.content["id"]

    @property
    def title(self) -> str:
        return f"{self.content['holder']}: objectives for {self.content['year']}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.content["year_start"])

    @property
    def level(self) -> str:
        return SetLevel(self.content["level"]).label

    @property
    def effective_on(self) -> dt.date:
        return dt.date.fromisoformat(self.content["effective_on"])

    @property
    def held(self) -> str:
        """When the post was held, empty for the whole year."""
        first, last = day_words(self.content["held_from"]), day_words(self.content["held_to"])
        if first and last:
            return f"{first} to {last}"
        return f"From {first}" if first else f"Until {last}" if last else ""

    @cached_property
    def counts(self) -> str:
        """17 objectives, 17 performance measures and 17 milestones, 5 of them undated."""
        categories = self.content["categories"]
        objectives = _counted(sum(len(each["objectives"]) for each in categories), "objective")
        measures = _counted(
            sum(len(each["measures"]) for each in categories), "performance measure"
        )
        dates = [item["date"] for each in categories for item in each["milestones"]]
        undated = sum(date["kind"] == "undated" for date in dates)
        of_them = f"{undated} of them " if len(dates) > 1 else ""
        note = f", {of_them}undated" if undated else ""
        words = f"{objectives}, {measures} and {_counted(len(dates), 'milestone')}{note}"
        return words[0].upper() + words[1:]

    @property
    def stands_by_category(self) -> bool:
        """Whether there are measures or milestones, and none belongs to one objective."""
        links = [
            item["objective"]
            for each in self.content["categories"]
            for item in (*each["measures"], *each["milestones"])
        ]
        return bool(links) and not any(links)


def read_content(content: Content) -> Reading:
    """The content in words; where all of it is illustrative, its items need not say so."""
    parts = [_part(category) for category in content["categories"]]
    if content["is_illustrative"]:
        parts = [_unmarked(part) for part in parts]
    return Reading(content, tuple(parts))


def _part(category: CategoryContent) -> Part:
    return Part(
        id=category["id"],
        title=category["title"],
        introduction=category["introduction"],
        feedback_sources=category["feedback_sources"],
        objectives=tuple(_objectives(category["objectives"], under=None)),
        measures=tuple(_item(each, _measure_notes(each)) for each in category["measures"]),
        milestones=tuple(_item(each, _milestone_notes(each)) for each in category["milestones"]),
    )


def _unmarked(part: Part) -> Part:
    return replace(
        part,
        objectives=tuple(map(_unmarked_item, part.objectives)),
        measures=tuple(map(_unmarked_item, part.measures)),
        milestones=tuple(map(_unmarked_item, part.milestones)),
    )


def _unmarked_item(item: Item) -> Item:
    points = tuple(map(_unmarked_item, item.points))
    return replace(item, is_illustrative=False, points=points)


def _objectives(objectives: Sequence[ObjectiveContent], *, under: str | None) -> Iterator[Item]:
    """Those that stand under ``under``, each with its own points; none is left out.

    A point whose objective is in another category stands by itself.
    """
    here = {each["id"] for each in objectives}
    for each in objectives:
        parent = each["under"] if each["under"] in here else None
        if parent == under:
            points = tuple(_objectives(objectives, under=each["id"]))
            yield _item(each, _owner(each), each["supports"], each["contribution"], points)


def _item(
    item: ItemContent,
    notes: Iterable[str],
    supports: SupportContent | None = None,
    contribution: str = "",
    points: tuple[Item, ...] = (),
) -> Item:
    return Item(
        id=item["id"],
        text=item["text"],
        notes=tuple(notes),
        published=_departed_from(item),
        is_illustrative=item["is_illustrative"],
        supports=supports,
        contribution=contribution,
        points=points,
    )


def _owner(item: ItemContent) -> Iterator[str]:
    if item["owner"]:
        yield f"Owner: {item['owner']}"


def _measure_notes(measure: MeasureContent) -> Iterator[str]:
    yield from _owner(measure)
    if measure["objective"]:
        yield f"Of objective {measure['objective']}"
    if measure["reports_from_month"]:
        yield f"First reported in {MONTHS[measure['reports_from_month'] - 1]}"


def _milestone_notes(milestone: MilestoneContent) -> Iterator[str]:
    yield milestone["date"]["meaning"]
    yield from _owner(milestone)
    if milestone["objective"]:
        yield f"Of objective {milestone['objective']}"


def _departed_from(item: ItemContent) -> str:
    """The source's words, unless the item says the same or is a part of them."""
    words = item["source_words"]
    if not words or not is_reworded(words, item["text"]):
        return ""
    is_part = " ".join(item["text"].split()) in " ".join(words.split())
    return "" if is_part else words


def _counted(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}s" if number else f"no {noun}s"
