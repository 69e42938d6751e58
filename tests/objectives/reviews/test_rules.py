"""What may be told of markings, and how far a review may go."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.choices_reviews import ReviewAction, ReviewState
from objectives.rules.markings import (
    SMALLEST_BOX,
    SMALLEST_GROUP,
    GroupContent,
    Marked,
    boxes_words,
    guided_share,
    share,
    tellable,
)
from objectives.rules.reviews import (
    Judgement,
    judgement_problems,
    next_state,
    unmarked_words,
)


def level(name: str, *counts: int, unfinished: int = 0) -> list[Marked]:
    """A level with so many people in box 1, 2 and 3, and so many reviews not complete."""
    marks = [box for box, count in enumerate(counts, start=1) for _ in range(count)]
    rows = [*marks, *[None] * unfinished]
    return [Marked(f"{name} {place}", name, mark) for place, mark in enumerate(rows)]


def cells(group: GroupContent) -> dict[str, int]:
    return {"+".join(map(str, cell["boxes"])): cell["people"] for cell in group["split"]}


class TestSplit:
    @pytest.mark.parametrize(
        ("counts", "told"),
        [
            ((3, 7, 3), {"1": 3, "2": 7, "3": 3}),
            ((4, 14, 2), {"1": 4, "2+3": 16}),
            ((2, 9, 5), {"1+2": 11, "3": 5}),
            ((6, 1, 5), {"1": 6, "2+3": 6}),
            ((8, 3, 0), {"1": 8, "2+3": 3}),
        ],
    )
    def test_puts_small_boxes_together(
        self, counts: tuple[int, int, int], told: dict[str, int]
    ) -> None:
        (group,) = tellable(level("a", *counts))

        assert group["people"] == sum(counts)
        assert cells(group) == told

    @pytest.mark.parametrize(
        "marked",
        [
            [],
            # Too few people.
            level("a", 3, 3, 3),
            # A review is missing.
            level("a", 5, 20, 5, unfinished=1),
            # Everybody, or nearly everybody, in one box.
            level("a", 0, 20, 0),
            level("a", 1, 20, 1),
            # Ten sets, but of five people with two posts each.
            [*level("a", 5, 0, 0), *level("a", 5, 0, 0)],
            # Small levels whose sum is small.
            [*level("a", 1, 2, 1), *level("b", 1, 2, 1)],
        ],
    )
    def test_is_not_told(self, marked: list[Marked]) -> None:
        assert tellable(marked) == []

    def test_puts_small_levels_together_and_never_one_alone(self) -> None:
        marked = [*level("a", 5, 9, 4), *level("b", 2, 3, 1), *level("c", 2, 2, 1)]

        first, second = tellable(marked)

        assert (first["levels"], second["levels"]) == (["a"], ["b", "c"])
        assert cells(second) == {"1": 4, "2+3": 7}
        assert [each["levels"] for each in tellable(marked[:-5])] == [["a"]]

    def test_heeds_settings_that_are_stricter_and_no_others(self) -> None:
        marked = level("a", 4, 7, 4)

        assert tellable(marked, smallest_group=16) == []
        assert tellable(marked, smallest_box=8) == []
        assert tellable(level("a", 3, 3, 3), smallest_group=2, smallest_box=1) == []

    @given(st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=4))
    def test_never_tells_of_few(self, levels: list[tuple[int, int, int, int]]) -> None:
        """Nothing told, and nothing worked out from it by taking away, is of few people."""
        marked = [
            row
            for place, (one, two, three, left) in enumerate(levels)
            for row in level(str(place), one, two, three, unfinished=left % 2)
        ]

        told = tellable(marked)

        names = [name for group in told for name in group["levels"]]
        assert len(names) == len(set(names))
        for group in told:
            real = Counter(row.mark for row in marked if row.level in group["levels"])
            assert None not in real
            assert group["people"] >= SMALLEST_GROUP
            assert len(group["split"]) > 1
            assert [box for cell in group["split"] for box in cell["boxes"]] == [1, 2, 3]
            for cell in group["split"]:
                assert cell["people"] == sum(real[box] for box in cell["boxes"])
                assert cell["people"] >= SMALLEST_BOX
                assert group["people"] - cell["people"] >= SMALLEST_BOX

    def test_stands_beside_the_guide(self) -> None:
        assert guided_share([1]) == 25
        assert guided_share([2, 3]) == 75
        assert share(3, 12) == 25
        assert boxes_words([3]) == "Box 3"
        assert boxes_words([2, 3]) == "Boxes 2 and 3 together"


class TestStates:
    @pytest.mark.parametrize(
        "action", [each for each in ReviewAction if each != ReviewAction.OPEN]
    )
    def test_each_step_leads_on_from_one_state_only(self, action: ReviewAction) -> None:
        assert sum(next_state(action, state) is not None for state in ReviewState) == 1

    def test_a_judgement_is_a_box_and_words(self) -> None:
        assert set(judgement_problems(Judgement())) == {"mark", "words"}
        assert set(judgement_problems(Judgement(4, "Well done."))) == {"mark"}
        assert not judgement_problems(Judgement(3, "Well done."))

    def test_a_review_is_shared_once_everything_is_marked(self) -> None:
        class Blank:
            mark = None
            reference = "O1"

        assert unmarked_words([Blank()], has_overall=True) == "Mark 1 objective first"
        assert unmarked_words([Blank(), Blank()], has_overall=False) == (
            "Mark 2 objectives and the year as a whole first"
        )
        assert unmarked_words([], has_overall=True) == ""
