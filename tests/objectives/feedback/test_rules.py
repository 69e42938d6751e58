"""Who may be named beside an answer, and what a list of people must look like."""

import datetime as dt

import pytest

from objectives.rules.feedback import (
    ONE_OF_THEM,
    Person,
    author_words,
    expiry_problem,
    kinds_told,
    may_be_told,
    people_problem,
    read_people,
)


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        ({"staff": 3}, {"staff"}),
        ({"staff": 2, "other": 1}, set()),
        ({"staff": 5, "minister": 3}, {"staff", "minister"}),
        # The one minister would be found by leaving the staff out.
        ({"staff": 5, "minister": 1}, set()),
        ({"staff": 5, "other": 4, "minister": 1}, {"staff"}),
        ({"staff": 5, "minister": 1, "other": 2}, {"staff"}),
        ({"staff": 3, "other": 3, "minister": 2}, {"other"}),
    ],
)
def test_a_kind_is_told_only_where_it_singles_nobody_out(
    reached: dict[str, int], told: set[str]
) -> None:
    assert kinds_told(reached) == told
    left = [count for kind, count in reached.items() if kind not in told]
    assert not left or sum(left) >= 3


def test_fewer_than_three_are_not_told_of_at_all() -> None:
    assert may_be_told({"staff": 2, "minister": 1})
    assert not may_be_told({"staff": 1, "minister": 1})
    assert author_words("staff", frozenset({"staff"})) == "A member of staff"
    assert author_words("minister", frozenset({"staff"})) == ONE_OF_THEM


class TestReadPeople:
    def test_reads_one_on_each_line(self) -> None:
        text = "Jo, Director of Trains <Jo@Example.com>\n\n  Head of Boats, <b@example.com>, \n"

        assert read_people("staff", text) == [
            Person("staff", "Jo, Director of Trains", "jo@example.com"),
            Person("staff", "Head of Boats", "b@example.com"),
        ]

    @pytest.mark.parametrize(
        "line",
        ["jo@example.com", "Jo <jo>", "<jo@example.com>", "Jo", "Jo <a@b.org> <c@d.org>",
         f"{'J' * 161} <jo@example.com>", "," * 4000],
    )  # fmt: skip
    def test_names_the_line_it_cannot_read(self, line: str) -> None:
        with pytest.raises(ValueError, match=r"must be a name|Shorten"):
            read_people("staff", f"Kim <kim@example.com>\n{line}")


def test_a_round_without_names_asks_three_or_more() -> None:
    people = [Person("staff", "Jo", f"{n}@example.com") for n in range(3)]

    assert people_problem(people, is_attributed=False) == ""
    assert "at least 3" in people_problem(people[:2], is_attributed=False)
    assert people_problem(people[:1], is_attributed=True) == ""
    assert "at least one" in people_problem([], is_attributed=True)
    assert "0@example.com is there twice" in people_problem(
        [*people, people[0]], is_attributed=True
    )


@pytest.mark.parametrize(("days", "is_right"), [(0, False), (1, True), (90, True), (91, False)])
def test_the_last_day_is_near_and_to_come(days: int, is_right: bool) -> None:
    today = dt.date(2014, 1, 10)

    assert (expiry_problem(today, today + dt.timedelta(days=days)) == "") is is_right
