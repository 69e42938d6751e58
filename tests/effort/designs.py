"""The same return filled in three ways, on csplan's own pages."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.effort.hand import Hand
from tests.effort.stage import AS_BEFORE, OVERVIEW, Prepared

NEXT, BACK = "Save and go to the next", "Save and return to the list"
OVERVIEW_HEADING = "Overview of the quarter"
Design = Callable[[Hand, Prepared], None]


def together(hand: Hand, prepared: Prepared) -> None:
    """What has not changed is confirmed together, measures are typed in a grid."""
    hand.open(prepared.path)
    hand.follow("Confirm what has not changed")
    for title in prepared.unchanged:
        hand.tick(title)
    hand.press("Confirm as unchanged")
    hand.follow("Enter all measures in one grid")
    for title, figures in prepared.measures.items():
        row = hand.page.get_by_role("row").filter(has_text=title)
        _figures(hand, row, figures)
    hand.press(BACK)
    hand.follow("Carry on with the first unanswered question")
    while hand.heading != OVERVIEW_HEADING:
        _milestone(hand, prepared.changed[hand.heading])
        hand.press(NEXT)
    _finish(hand)


def one_by_one_again(hand: Hand, prepared: Prepared) -> None:
    """One form for each item, each started from last quarter's answers where they stand."""
    _one_by_one(hand, prepared, _from_last_quarter)


def one_by_one(hand: Hand, prepared: Prepared) -> None:
    """One form for each item, each filled in anew."""
    _one_by_one(hand, prepared, lambda hand: _milestone(hand, AS_BEFORE))


def _one_by_one(hand: Hand, prepared: Prepared, unchanged: Callable[[Hand], None]) -> None:
    hand.open(prepared.path)
    hand.follow("Start with the first unanswered question")
    while hand.heading != OVERVIEW_HEADING:
        title = hand.heading
        if title in prepared.measures:
            _figures(hand, hand.page.locator("main form"), prepared.measures[title])
        elif title in prepared.changed:
            _milestone(hand, prepared.changed[title])
        else:
            unchanged(hand)
        hand.press(NEXT)
    _finish(hand)


def _from_last_quarter(hand: Hand) -> None:
    hand.press("Start from last quarter’s answers")


def _milestone(hand: Hand, answers: Mapping[str, Any]) -> None:
    hand.choose(answers["rating"])
    is_complete = answers["rating"] == "Complete"
    question = "When was it completed?" if is_complete else "When do you now expect it"
    group = hand.page.get_by_role("group", name=question)
    for part, text in answers["days"].items():
        hand.write(group.get_by_label(part), text)
    for label, words in answers["words"].items():
        hand.write(hand.page.get_by_label(label), words)


def _figures(hand: Hand, row: Any, figures: tuple[str, ...]) -> None:
    """In the grid's row or on the measure's own page: the boxes are the same but for yes or no."""
    if figures == ("Yes",):
        if row.locator("select").count():
            hand.select(row.locator("select"), "Yes")
        else:
            hand.choose("Yes")
        return
    for box, text in zip(row.locator("input[inputmode=decimal]").all(), figures, strict=True):
        hand.write(box, text)


def _finish(hand: Hand) -> None:
    hand.write(hand.page.get_by_label("The quarter in your locality"), OVERVIEW)
    hand.press(BACK)
    hand.follow("Check and submit")
    hand.press("Submit the return")
