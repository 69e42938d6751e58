"""What changed between two revisions, and how words depart from the published ones."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csplan.core.word_changes import WORDS, Departure, is_reworded, word_runs
from objectives.rules.changes import Change, changes_between
from objectives.rules.provenance import provenance

LETTERS = {"objectives": "O", "measures": "P", "milestones": "M"}


def item(column: str, number: int, text: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"{LETTERS[column]}{number}", "order": number, "part": 1, "text": text, "owner": "",
        "section": "", "source_words": "", "is_illustrative": False,
    }  # fmt: skip
    if column == "objectives":
        return {**made, "under": None, "supports": None, "contribution": ""}
    made["objective"] = None
    if column == "measures":
        return {**made, "reports_from_month": None}
    date = {
        "phrase": "by May 2012", "kind": "by_end", "earliest": None, "latest": "2012-05-31",
        "precision": "month", "recurrence": "", "meaning": "No later than 31 May 2012",
    }  # fmt: skip
    return {**made, "date": date}


def content() -> Any:
    columns = {
        column: [item(column, number, f"Old {column} {number}") for number in (1, 2)]
        for column in LETTERS
    }
    category = {"id": "C1", "order": 1, "title": "Delivery", "introduction": "",
                "feedback_sources": "", **columns}  # fmt: skip
    return {
        "schema": "csplan.objectives/1", "id": "holder", "revision": 1,
        "effective_on": "2012-04-01", "reason": "", "holder": "A", "post": "B",
        "level": "director", "department": {"id": "d", "name": "D"}, "year": "2012/13",
        "year_start": 2012, "held_from": None, "held_to": None, "follows": None,
        "role_statement": "To lead.", "is_illustrative": False, "source": None,
        "categories": [category],
    }  # fmt: skip


def reworded(after: Any) -> None:
    after["categories"][0]["objectives"][0]["text"] = "New objectives 1"


def redated(after: Any) -> None:
    date = after["categories"][0]["milestones"][1]["date"]
    date |= {"phrase": "by June 2012", "latest": "2012-06-30", "meaning": "No later than 30 June"}


def corrected(after: Any) -> None:
    after["categories"][0]["milestones"][0]["date"]["latest"] = "2012-05-20"


def added(after: Any) -> None:
    after["categories"][0]["measures"].append(item("measures", 3, "A third"))


def withdrawn(after: Any) -> None:
    del after["categories"][0]["objectives"][1]


def reordered(after: Any) -> None:
    after["categories"][0]["milestones"].reverse()


def moved(after: Any) -> None:
    gone = after["categories"][0]["measures"].pop()
    columns = {"objectives": [], "measures": [gone], "milestones": []}
    another = {**after["categories"][0], "id": "C2", "title": "Capability", **columns}
    after["categories"].append(another)


def given_to_another(after: Any) -> None:
    after["held_to"] = "2012-11-30"
    after["categories"][0]["measures"][0] |= {"owner": "A director", "reports_from_month": 12}


def retitled(after: Any) -> None:
    after["categories"][0]["title"] = "Business delivery"
    after["role_statement"] = "To lead well."


class TestChangesBetween:
    @pytest.mark.parametrize(
        ("make", "expected"),
        [
            (lambda after: None, []),
            (reworded, [("Reworded", "O1", "", "Old objectives 1", "New objectives 1")]),
            (
                redated,
                [
                    (
                        "Date changed", "M2", "", "“by May 2012”: No later than 31 May 2012",
                        "“by June 2012”: No later than 30 June (30 June 2012)",
                    )
                ],
            ),
            (
                corrected,
                [
                    (
                        "Date changed", "M1", "", "“by May 2012”: No later than 31 May 2012",
                        "“by May 2012”: No later than 31 May 2012 (20 May 2012)",
                    )
                ],
            ),
            (added, [("Added", "P3", "", "", "A third")]),
            (withdrawn, [("Withdrawn", "O2", "", "Old objectives 2", "")]),
            (reordered, [("Put in another order", "C1", "Milestones", "", "")]),
            (
                moved,
                [("Added", "C2", "", "", "Capability"), ("Changed", "P2", "Category", "C1", "C2")],
            ),
            (
                given_to_another,
                [
                    ("Changed", "", "", "", "30 November 2012"),
                    ("Changed", "P1", "Owner", "", "A director"),
                    ("Changed", "P1", "First reported in", "", "December"),
                ],
            ),
            (
                retitled,
                [
                    ("Reworded", "", "", "To lead.", "To lead well."),
                    ("Reworded", "C1", "Title", "Delivery", "Business delivery"),
                ],
            ),
        ],
    )  # fmt: skip
    def test_names_every_change_once(self, make: Any, expected: list[tuple[str, ...]]) -> None:
        before, after = content(), copy.deepcopy(content())
        make(after)
        assert [facts(one) for one in changes_between(before, after)] == expected


def facts(change: Change) -> tuple[str, ...]:
    return (change.kind.value, change.id, change.field, change.before, change.after)


class TestWordRuns:
    def test_mark_what_was_removed_and_added(self) -> None:
        runs = word_runs("Deliver the Troubled Families Programme;", "Deliver the new Programme;")
        assert [(run.departure, run.text) for run in runs] == [
            (Departure.KEPT, "Deliver the"),
            (Departure.REMOVED, "Troubled Families"),
            (Departure.ADDED, "new"),
            (Departure.KEPT, "Programme;"),
        ]

    @given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
    def test_give_both_texts_back(self, before: str, after: str) -> None:
        runs = word_runs(before, after)
        for text, other in ((before, Departure.ADDED), (after, Departure.REMOVED)):
            kept = " ".join(run.text for run in runs if run.departure != other)
            assert WORDS.findall(kept) == WORDS.findall(text)
        assert is_reworded(before, after) is any(r.departure != Departure.KEPT for r in runs)


CITY = "8 City Deals agreed by July 2012. Second round well advanced by March 2013."


class TestProvenance:
    @pytest.mark.parametrize(
        ("text", "source", "others", "published", "departs"),
        [
            ("Lead", "Lead", [], "Lead", False),
            ("Lead  it", "Lead it", [], "Lead it", False),
            ("Lead well", "Lead", [], "Lead", True),
            ("Ours", "", [], "", False),
            (
                "8 City Deals agreed by July 2012.",
                CITY,
                ["Second round well advanced by March 2013."],
                "8 City Deals agreed by July 2012.",
                False,
            ),
            # Once the other part was changed, the whole bullet stands beside this one.
            ("8 City Deals agreed by July 2012.", CITY, ["Third round"], CITY, True),
        ],
    )
    def test_compares_with_the_part_of_the_bullet(
        self, text: str, source: str, others: list[str], published: str, departs: bool
    ) -> None:
        found = provenance(text, source, other_parts=others)
        assert found.published == published
        assert bool(found.runs) is departs
        assert found.is_unchanged is (bool(source) and not departs)
