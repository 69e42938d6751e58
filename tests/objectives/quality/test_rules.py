"""What the quality check finds in words and dates, and how it scores."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csplan.core.periods import FinancialYear
from objectives.choices import ItemKind
from objectives.choices_quality import EXPLANATIONS, FindingKind
from objectives.rules.duplicates import duplicates
from objectives.rules.quality import (
    CheckedItem,
    CheckedSet,
    Score,
    days_to_publication,
    findings,
    is_cross_reference,
    is_left_open,
    parts_of,
    score,
    vague_verb,
)

YEAR = FinancialYear(2012)
MAY = dt.date(2012, 5, 1)


def objective(reference: str = "O1", text: str = "Cut waiting by a tenth.", **more: Any) -> Any:
    return CheckedItem(reference, ItemKind.OBJECTIVE, text, more.pop("category", "C1"), **more)


def measure(**more: Any) -> CheckedItem:
    return CheckedItem("P1", ItemKind.MEASURE, "Days waited", more.pop("category", "C1"), **more)


def milestone(**more: Any) -> CheckedItem:
    text = more.pop("text", "The plan is out")
    return CheckedItem("M1", ItemKind.MILESTONE, text, more.pop("category", "C1"), **more)


def checked(*items: CheckedItem, **more: Any) -> CheckedSet:
    return CheckedSet("holder-2012-13", "Holder", YEAR, items, **more)


def kinds(*items: CheckedItem, on: dt.date = MAY, **more: Any) -> list[tuple[str, str]]:
    return [(each.kind.value, each.reference) for each in findings(checked(*items, **more), on=on)]


DATED = milestone(latest=dt.date(2013, 3, 31))


class TestFindings:
    def test_none_where_all_can_be_judged(self) -> None:
        assert kinds(objective(), measure(), DATED) == []

    @pytest.mark.parametrize(
        ("items", "expected"),
        [
            ([objective(), DATED], [("no_measure", "O1")]),
            ([objective(), measure(category="C2"), DATED], [("no_measure", "O1")]),
            ([objective(), measure(objective="O2"), DATED], [("no_measure", "O1")]),
            ([objective(), measure(objective="O1"), DATED], []),
            ([objective(), measure()], [("not_time_bound", "O1")]),
            ([objective(text="Cut it to 3 days by March 2013."), measure()], []),
            (
                [objective(), measure(), milestone(date_words="As agreed, with no date given")],
                [("not_time_bound", "O1"), ("not_time_bound", "M1")],
            ),
            (
                [objective(), measure(), milestone(text="Targets to be agreed"), DATED],
                [("not_time_bound", "M1"), ("to_be_agreed", "M1")],
            ),
        ],
    )
    def test_say_what_is_missing(self, items: list[CheckedItem], expected: object) -> None:
        assert kinds(*items) == expected

    def test_count_the_objectives_and_the_days(self) -> None:
        many = [objective(f"O{number}", f"Cut queue {number} by half.") for number in range(1, 20)]
        late = dt.date(2013, 1, 8)

        found = findings(checked(*many, measure(), DATED), on=late)

        assert [each.words for each in found] == [
            "19 objectives, more than 18",
            "Not published 282 days after 1 April 2012",
        ]

    def test_every_kind_is_explained(self) -> None:
        assert set(EXPLANATIONS) == set(FindingKind)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Targets to be agreed with ministers", True),
            ("Savings TBC", True),
            ("Agreed budget allocation", False),
        ],
    )
    def test_left_open(self, text: str, expected: bool) -> None:
        assert is_left_open(text) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("See the departmental business plan", True),
            ("As set out in the Civil Service Reform Plan", True),
            ("Delivery to agreed timetable of the Planning Implementation Plan", True),
            ("Deliver the integration plan", True),
            ("Deliver 8 of the actions in the Reform Plan", False),
            ("Reduce the time a planning decision takes", False),
            ("Deliver the Troubled Families Programme", False),
        ],
    )
    def test_that_refer_elsewhere(self, text: str, expected: bool) -> None:
        assert is_cross_reference(text) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Support the Troubled Families Programme", True),
            ("Improve engagement to 60%", False),
            ("Supporting documents are published", False),
            ("Publish the plan", False),
            (" Lead the work", True),
        ],
    )
    def test_that_are_vague(self, text: str, expected: bool) -> None:
        assert bool(vague_verb(text)) is expected

    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("Deliver the housing strategy and review it", 1),
            ("Deliver the housing strategy and develop the second wave of initiatives", 2),
            ("Close the first round of deals. Open the second round to cities", 2),
            ("Fund growth, including Enterprise Zones, Growth Funds and City Deals", 1),
            ("Plan the first move; carry out the second move; report on the third", 3),
        ],
    )
    def test_that_hold_several_things(self, text: str, count: int) -> None:
        assert len(parts_of(text)) == count

    @given(st.text(max_size=300))
    def test_of_any_kind_are_read(self, text: str) -> None:
        assert findings(checked(objective(text=text)), on=MAY)
        assert isinstance(parts_of(text), list)


class TestScore:
    def test_counts_what_the_published_sets_were_judged_by(self) -> None:
        told = score(
            checked(objective(), objective("O2", category="C2"), measure(), DATED), on=MAY
        )

        assert told == Score(1, 2, 1, 1, (30,))
        assert (told.measured_percent, told.time_bound_percent) == (50, 50)

    def test_adds_up_over_sets(self) -> None:
        both = Score(1, 2, 1, 1, (30,)) + Score(1, 4, 4, 2, ()) + Score(1, 0, 0, 0, (100,))

        assert (both.measured_percent, both.time_bound_percent) == (83, 50)
        assert (both.objectives_each, both.days_each) == (2, 65)

    def test_tells_nothing_of_nothing(self) -> None:
        none = Score()

        assert (none.measured_percent, none.objectives_each, none.days_each) == (None, None, None)

    @pytest.mark.parametrize(
        ("published_on", "is_public", "days"),
        [
            (dt.date(2012, 12, 31), True, 274),
            (dt.date(2012, 3, 1), True, 0),
            (None, True, None),
            (None, False, 30),
        ],
    )
    def test_counts_days_only_where_they_are_known(
        self, published_on: dt.date | None, is_public: bool, days: int | None
    ) -> None:
        one = checked(published_on=published_on, is_public=is_public)
        assert days_to_publication(one, on=MAY) == days


class TestDuplicates:
    def test_are_found_across_sets_and_not_within_one(self) -> None:
        texts = {
            ("a", "O1"): "Deliver the Civil Service Reform Plan in the department",
            ("a", "O2"): "Deliver the Civil Service Reform Plan in the department",
            ("b", "O4"): "Deliver the Civil Service Reform Plan in this department",
            ("b", "O5"): "Cut the cost of the estate by a tenth",
            ("c", "O1"): "Deliver it",
            ("d", "O1"): "Deliver it",
        }

        assert duplicates(texts) == {
            ("a", "O1"): (("b", "O4"),),
            ("a", "O2"): (("b", "O4"),),
            ("b", "O4"): (("a", "O1"), ("a", "O2")),
        }

    @given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=4), min_size=2, max_size=6))
    def test_misses_none_that_comparing_all_would_find(self, sets: list[set[str]]) -> None:
        texts = {(f"s{n}", "O1"): " ".join(sorted(words)) for n, words in enumerate(sets)}
        expected = {
            one
            for one in texts
            for other in texts
            if one != other and same(texts[one], texts[other])
        }

        assert set(duplicates(texts)) == expected


def same(one: str, other: str) -> bool:
    left, right = set(one.split()) - {"a"}, set(other.split()) - {"a"}
    return min(len(left), len(right)) >= 4 and 5 * len(left & right) >= 4 * len(left | right)
