"""What changed from one revision of a set to another. Pure: two contents in, changes out.

Items are matched by their stable numbers, so that one that was reworded, or moved to another
category, is not taken for one withdrawn and another added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csplan.core.word_changes import is_reworded
from objectives.choices import SetLevel
from objectives.rules.content import CategoryContent, Content, DateContent
from objectives.rules.words import MONTHS, day_words

KINDS = {
    "objectives": "Objective",
    "measures": "Performance measure",
    "milestones": "Milestone",
}


class ChangeKind(StrEnum):
    """What happened; the value is the word people read."""

    ADDED = "Added"
    WITHDRAWN = "Withdrawn"
    REWORDED = "Reworded"
    REDATED = "Date changed"
    ALTERED = "Changed"
    REORDERED = "Put in another order"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``subject`` says what it is about, ``field`` which part of it, if not its words.

    ``id`` is the number of the item or category, empty for the set itself. ``category`` is the
    title of the category it is in now, or was in. Something added has no ``before``, something
    withdrawn no ``after``.
    """

    kind: ChangeKind
    subject: str
    before: str = ""
    after: str = ""
    field: str = ""
    id: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with the category it stands in."""

    item: Mapping[str, Any]
    category: CategoryContent


def changes_between(before: Content, after: Content) -> tuple[Change, ...]:
    """Every change from ``before`` to ``after``: of the set, then category by category."""
    found = [*_of_set(before, after), *_of_categories(before, after)]
    for column in KINDS:
        found += _of_items(column, before, after)
    order = [category["title"] for category in (*after["categories"], *before["categories"])]
    return tuple(sorted(found, key=lambda one: _place(one, order)))


def _place(change: Change, titles: list[str]) -> int:
    """The set first, then its categories in their order; the sort keeps the rest as found."""
    return titles.index(change.category) if change.category else -1


def _of_set(before: Content, after: Content) -> Iterator[Change]:
    was, is_now = _facts(before), _facts(after)
    for name, words in is_now.items():
        if is_reworded(was[name], words):
            yield Change(ChangeKind.ALTERED, name, was[name], words)
    if is_reworded(before["role_statement"], after["role_statement"]):
        yield _reworded("Role statement", before["role_statement"], after["role_statement"])
    if _common_order(before["categories"], after["categories"]):
        yield Change(ChangeKind.REORDERED, "Categories")


def _facts(content: Content) -> dict[str, str]:
    return {
        "Holder": content["holder"],
        "Post": content["post"],
        "Level": SetLevel(content["level"]).label,
        "Department": content["department"]["name"],
        "First day in the post": day_words(content["held_from"]),
        "Last day in the post": day_words(content["held_to"]),
        "Follows": content["follows"] or "",
    }


def _of_categories(before: Content, after: Content) -> Iterator[Change]:
    was = {each["id"]: each for each in before["categories"]}
    is_now = {each["id"]: each for each in after["categories"]}
    for key, category in is_now.items():
        if key not in was:
            yield _category(ChangeKind.ADDED, category, after=category["title"])
        else:
            yield from _of_category(was[key], category)
    for key, category in was.items():
        if key not in is_now:
            yield _category(ChangeKind.WITHDRAWN, category, before=category["title"])


def _category(kind: ChangeKind, category: CategoryContent, **words: str) -> Change:
    return Change(kind, "Category", id=category["id"], category=category["title"], **words)


def _of_category(was: CategoryContent, is_now: CategoryContent) -> Iterator[Change]:
    parts = {
        "Title": (was["title"], is_now["title"]),
        "Introduction": (was["introduction"], is_now["introduction"]),
        "Sources of feedback": (was["feedback_sources"], is_now["feedback_sources"]),
    }
    for field, (before, after) in parts.items():
        if is_reworded(before, after):
            yield _category(ChangeKind.REWORDED, is_now, before=before, after=after, field=field)
    for column, name in KINDS.items():
        if _common_order(was[column], is_now[column]):  # type: ignore[literal-required]  # a column
            yield _category(ChangeKind.REORDERED, is_now, field=f"{name}s")


def _of_items(column: str, before: Content, after: Content) -> Iterator[Change]:
    was, is_now = _placed(column, before), _placed(column, after)
    for key, placed in is_now.items():
        if key not in was:
            yield _item(column, ChangeKind.ADDED, placed, after=_whole(column, placed))
        else:
            yield from _of_item(column, was[key], placed)
    for key, placed in was.items():
        if key not in is_now:
            yield _item(column, ChangeKind.WITHDRAWN, placed, before=_whole(column, placed))


def _whole(column: str, placed: _Placed) -> str:
    """An item's words, and on a line of its own the date of a milestone."""
    text: str = placed.item["text"]
    return f"{text}\n{date_in_words(placed.item['date'])}" if column == "milestones" else text


def _placed(column: str, content: Content) -> dict[str, _Placed]:
    return {
        item["id"]: _Placed(item, category)
        for category in content["categories"]
        for item in category[column]  # type: ignore[literal-required]  # a column
    }


def _item(column: str, kind: ChangeKind, placed: _Placed, **words: str) -> Change:
    title = placed.category["title"]
    return Change(kind, KINDS[column], id=placed.item["id"], category=title, **words)


def _of_item(column: str, was: _Placed, is_now: _Placed) -> Iterator[Change]:
    old, new = was.item, is_now.item
    if is_reworded(old["text"], new["text"]):
        yield _item(column, ChangeKind.REWORDED, is_now, before=old["text"], after=new["text"])
    if column == "milestones" and date_in_words(old["date"]) != date_in_words(new["date"]):
        yield _item(
            column,
            ChangeKind.REDATED,
            is_now,
            before=date_in_words(old["date"]),
            after=date_in_words(new["date"]),
        )
    details = zip(_details(column, was).items(), _details(column, is_now).values(), strict=True)
    for (field, before), after in details:
        if is_reworded(before, after):
            yield _item(
                column, ChangeKind.ALTERED, is_now, before=before, after=after, field=field
            )


def _details(column: str, placed: _Placed) -> dict[str, str]:
    """Everything else that is said of an item, under the name people read."""
    item = placed.item
    said = {"Category": placed.category["id"], "Owner": item["owner"]}
    if column == "objectives":
        supports = item["supports"]
        return {
            **said,
            "Sub-point of": item["under"] or "",
            "Supports": f"{supports['set']}, {supports['id']}" if supports else "",
            "Contribution": item["contribution"],
        }
    if column == "measures":
        month = item["reports_from_month"]
        said["First reported in"] = MONTHS[month - 1] if month else ""
    return {**said, "Objective": item["objective"] or ""}


def date_in_words(date: DateContent) -> str:
    """The published phrase and what it means, as one sentence."""
    phrase = f"“{date['phrase']}”: " if date["phrase"] else ""
    days = {name: day_words(date[name]) for name in ("earliest", "latest")}
    between = " to ".join(day for day in dict.fromkeys(days.values()) if day)
    meaning = date["meaning"]
    named = between and not all(day in meaning for day in days.values())
    return f"{phrase}{meaning}" + (f" ({between})" if named else "")


def _common_order(was: Any, is_now: Any) -> bool:
    """Whether what is in both stands in another order."""
    old, new = [each["id"] for each in was], [each["id"] for each in is_now]
    return [key for key in old if key in new] != [key for key in new if key in old]


def _reworded(subject: str, before: str, after: str) -> Change:
    return Change(ChangeKind.REWORDED, subject, before, after)
