"""Taking documents apart: nothing is dropped, and what is uncertain says so.

``published.txt`` is the text of Permanent Secretary Individual Performance Objectives 2012/13,
Cabinet Office, as it was copied out of its pages. Contains public sector information licensed
under the Open Government Licence v3.0.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.core.tabular import csv_bytes, ods_bytes
from csplan.core.worded import PlanDays
from csplan.demonstration.files import read as read_data
from objectives.choices import ItemKind
from objectives.choices_transcription import GOES_NOWHERE, Place
from objectives.rules.transcription import (
    Draft,
    DraftItem,
    Line,
    Moves,
    TranscriptError,
    code_of,
    drafted,
    lines_of_file,
    lines_of_text,
    transcript,
)
from objectives.rules.transcription.preview import counted, place_choices, preview_lines

TEXT = (Path(__file__).parent / "published.txt").read_text()
YEAR = PlanDays.of_year(2012)
POST = (
    "Head of the Civil Service, and Permanent Secretary, Department for Communities and Local"
    " Government"
)
KNOWN = ("Sir Bob Kerslake", POST)


def words_of(text: str) -> list[str]:
    """Every word of a source: what is left without its markup and its marks."""
    bare = re.sub(r"</?[a-z][^<>]*>|^[\s-]+$|•", " ", text, flags=re.MULTILINE)
    return bare.split()


def all_words(lines: tuple[Line, ...]) -> list[str]:
    return [word for line in lines for word in line.words.split()]


def made(text: str, moves: Moves | None = None) -> tuple[tuple[Line, ...], Draft]:
    lines, _ = transcript("text.txt", text.encode(), moves or Moves(), known=KNOWN)
    return lines, drafted(lines, YEAR)


def shape(draft: Draft) -> list[tuple[str, int, int, str]]:
    return [(item.kind.name, item.order, item.part, item.text) for item in draft.items]


class TestThePublishedDocument:
    def test_loses_no_word(self) -> None:
        lines, draft = made(TEXT)

        assert all_words(lines) == words_of(TEXT)
        used = {number for item in draft.items for number in item.numbers}
        places = {line.number: line.place for line in lines}
        elsewhere = {
            Place.ROLE, Place.CATEGORY, Place.INTRODUCTION, Place.FEEDBACK, Place.FURNITURE,
        }  # fmt: skip
        assert {place for number, place in places.items() if number not in used} == elsewhere
        assert (draft.unplaced, draft.left_out, draft.problems) == ((), (), ())

    def test_makes_what_was_transcribed_by_hand(self) -> None:
        by_hand = read_data("objectives")
        _, draft = made(TEXT)

        assert draft.role_statement == by_hand["role_statement"]
        assert len(draft.categories) == len(by_hand["categories"])
        for category, record in zip(draft.categories, by_hand["categories"], strict=True):
            assert (category.title, category.section) == (record["title"], record["section"])
            assert category.introduction == record.get("introduction", "")
            assert category.feedback_sources == record.get("feedback_sources", "")
            columns: dict[ItemKind, list[DraftItem]] = {kind: [] for kind in ItemKind}
            for item in category.items:
                columns[item.kind].append(item)
            assert [item.text for item in columns[ItemKind.OBJECTIVE]] == record["objectives"]
            assert [item.text for item in columns[ItemKind.MEASURE]] == record["measures"]
            milestones = columns[ItemKind.MILESTONE]
            assert [item.text for item in milestones] == [
                one["text"] for one in record["milestones"]
            ]
            for item, one in zip(milestones, record["milestones"], strict=True):
                assert item.date is not None
                assert item.published == one.get("bullet", one["text"])
                assert item.date.phrase == one.get("phrase", "")
                assert item.date.kind == one.get("kind", "undated")
                assert item.date.earliest == one.get("earliest")
                assert item.date.latest == one.get("latest")

    def test_marks_what_a_person_should_look_at(self) -> None:
        lines, draft = made(TEXT)

        doubts = {line.words: line.doubts for line in preview_lines(lines, draft) if line.doubts}
        assert doubts == {
            "8 City Deals agreed by July 2012. Second": ("One bullet is split into 2 milestones",),
            "round well advanced by March 2013.": ("It is taken to go on from line 23",),
            "Local Government Finance Bill completed by end July 2012. New regime in place by 1"
            " April 2013.": ("One bullet is split into 2 milestones",),
        }
        assert counted(draft) == (
            "3 categories, 19 objectives, 17 performance measures, 19 milestones and the role"
            " statement"
        )


PLAIN = """\
Delivery objectives:
- Build more homes
   o in every region
- Reform planning by
  autumn 2012
Measures
- Homes built
Milestones
- First homes built in late 2012
- Bill passed by July 2012, in force by May 2012
- Budget for 2012/13 settled
A paragraph of its own
Page 2 of 3
"""


class TestPlainText:
    def test_is_read_line_by_line(self) -> None:
        lines, draft = made(PLAIN)

        assert shape(draft) == [
            ("OBJECTIVE", 1, 1, "Build more homes"),
            ("OBJECTIVE", 2, 1, "in every region"),
            ("OBJECTIVE", 3, 1, "Reform planning by autumn 2012"),
            ("MEASURE", 1, 1, "Homes built"),
            ("MILESTONE", 1, 1, "First homes built in late 2012"),
            ("MILESTONE", 2, 1, "Bill passed by July 2012, in force by May 2012"),
            ("MILESTONE", 3, 1, "Budget for 2012/13 settled A paragraph of its own"),
        ]
        sub_point = next(item for item in draft.items if item.text == "in every region")
        assert sub_point.under == 2
        doubts = [line.doubts for line in preview_lines(lines, draft)]
        assert sum(bool(found) for found in doubts) == 6
        by_words = dict(zip((line.words for line in lines), doubts, strict=True))
        assert "the last third" in by_words["First homes built in late 2012"][0]
        assert (
            "csplan takes the first date"
            in by_words["Bill passed by July 2012, in force by May 2012"][0]
        )

    def test_leaves_what_it_does_not_know_to_a_person(self) -> None:
        lines, draft = made("Our aims\n• Build homes\n")
        assert [line.place for line in lines] == [Place.UNPLACED] * 2
        assert len(draft.unplaced) == 2

    @pytest.mark.parametrize("text", ["", " \n\t--\t--\n", "<p></p>"])
    def test_refuses_a_text_without_words(self, text: str) -> None:
        with pytest.raises(TranscriptError):
            lines_of_text(text)

    def test_refuses_more_lines_than_it_can_show(self) -> None:
        with pytest.raises(TranscriptError):
            lines_of_text("• one\n" * 401)


class TestMoves:
    def test_below_a_line_made_a_heading_the_others_follow(self) -> None:
        lines, draft = made("Our aims\n• Build homes\n• Mend roads\n", Moves({1: "category"}))

        assert shape(draft) == [
            ("OBJECTIVE", 1, 1, "Build homes"), ("OBJECTIVE", 2, 1, "Mend roads"),
        ]  # fmt: skip
        assert [code_of(line) for line in lines] == ["category", "objective:1", "objective:1"]

    def test_stay_from_one_look_to_the_next(self) -> None:
        text = "Our aims\n• Build homes\n• Mend roads\n"
        first = Moves({1: "category", 2: "unplaced", 3: "unplaced"})
        _, carried = transcript("t.txt", text.encode(), first)
        again = Moves.parse({1: "category", 2: "milestone:1", 3: "left_out"}, carried.carried)
        lines, after = transcript("t.txt", text.encode(), again)

        draft = drafted(lines, YEAR)
        assert after.carried == "1"
        assert shape(draft) == [("MILESTONE", 1, 1, "Build homes")]
        assert [line.words for line in draft.left_out] == ["Mend roads"]

    def test_of_a_heading_that_is_none_send_its_lines_to_the_category_before(self) -> None:
        text = "1. First objectives:\n• One\n2. Second objectives:\n• Two\n"
        lines, draft = made(text, Moves({3: "left_out", 4: "objective:3"}))
        assert [code_of(line) for line in lines] == [
            "category", "objective:1", "left_out", "objective:1",
        ]  # fmt: skip
        assert len(draft.categories) == 1

    def test_what_goes_on_from_a_line_that_is_left_out_is_not_placed(self) -> None:
        _, draft = made(TEXT, Moves({23: "left_out"}))
        assert [line.words for line in draft.unplaced] == ["round well advanced by March 2013."]

    @pytest.mark.parametrize("code", ["nowhere", "objective:99", "objective:x", ":", "point"])
    def test_to_no_place_there_is_are_not_placed(self, code: str) -> None:
        _, draft = made(TEXT, Moves({9: code}))
        assert [line.number for line in draft.unplaced] == [9]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([
            "\n", "\t", "• ", "- ", "<p>", "</p>", "1. Aims objectives: ", "Milestones:",
            "Measures", "by May 2012. ", "Build homes", "and ", "(a) ", "o ", "2", "&amp;",
            "Feedback from staff",
        ]),
        max_size=25,
    ),
    st.dictionaries(
        st.integers(1, 12),
        st.sampled_from(["category", "joined", "left_out", "objective:1", "milestone:3", "role"]),
        max_size=4,
    ),
)  # fmt: skip
def test_every_line_is_somewhere(parts: list[str], places: dict[int, str]) -> None:
    text = "".join(parts)
    try:
        lines, draft = made(text, Moves(places))
    except TranscriptError:
        return
    used = {number for item in draft.items for number in item.numbers}
    unplaced = {line.number for line in draft.unplaced}
    joined = {line.number for line in lines if line.place == Place.JOINED}
    for line in lines:
        texts = (Place.ROLE, Place.CATEGORY, Place.INTRODUCTION, Place.FEEDBACK, *GOES_NOWHERE)
        assert line.number in used | unplaced | joined or line.place in texts
    everything = " ".join([
        draft.role_statement,
        *(f"{c.section} {c.introduction} {c.feedback_sources}" for c in draft.categories),
        *(item.published for item in draft.items),
        *(line.words for line in (*draft.unplaced, *lines) if line.place in (
            Place.UNPLACED, *GOES_NOWHERE)),
    ])  # fmt: skip
    for line in lines:
        assert line.words.rstrip(" :") in everything
    assert len(preview_lines(lines, draft)) == len(lines)
    assert place_choices(lines)


ROWS = [
    ["Delivery", "Objective", "Build homes", "", "", "", ""],
    ["Delivery", "Sub-point", "in every region", "Director", "", "", ""],
    ["Delivery", "milestone", "First homes", "", "by mid-July 2012", "Section 4", "First homes!"],
    ["", "Role statement", "Leads it", "", "", "", ""],
    ["Delivery", "Aim", "Mend roads", "", "", "", ""],
    ["", "Objective", "Lost", "", "", "", ""],
]
HEADINGS = [
    "Category", "Kind", "Words", "Owner", "Date as worded", "Section", "Source words",
]  # fmt: skip


class TestTables:
    @pytest.mark.parametrize("ending", ["csv", "ods"])
    def test_give_a_line_for_each_row(self, ending: str) -> None:
        data = (
            csv_bytes(HEADINGS, ROWS) if ending == "csv" else ods_bytes([("Any", HEADINGS, ROWS)])
        )
        lines = lines_of_file(f"filled-in.{ending}", data)
        draft = drafted(lines, YEAR)

        assert shape(draft) == [
            ("OBJECTIVE", 1, 1, "Build homes"),
            ("OBJECTIVE", 2, 1, "in every region"),
            ("MILESTONE", 1, 1, "First homes"),
        ]
        milestone = list(draft.items)[-1]
        assert milestone.date is not None
        assert milestone.date.phrase == "by mid-July 2012"
        assert milestone.doubts == ("csplan takes “mid” to mean the middle third",)
        assert (milestone.section, milestone.published) == ("Section 4", "First homes!")
        assert draft.role_statement == "Leads it"
        assert [line.words for line in draft.unplaced] == ["Mend roads", "Lost"]

    def test_say_what_is_not_brought_in(self) -> None:
        data = csv_bytes([*HEADINGS[:3], "Supports"], [["Delivery", "Objective", "Build", "O1"]])
        assert lines_of_file("t.csv", data)[1].doubt == "Not brought in: Supports: O1"

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("t.csv", b"Category,Words\nA,B\n"),
            ("t.csv", b"Category,Kind,Words\n"),
            ("t.ods", b"no spreadsheet"),
            ("t.txt", b"PK\x03\x04 a spreadsheet"),
            ("t.pdf", b"%PDF-1.7"),
            ("t.txt", b"\x00\x01"),
        ],
    )
    def test_and_other_files_that_cannot_be_read_are_refused(self, name: str, data: bytes) -> None:
        with pytest.raises(TranscriptError):
            lines_of_file(name, data)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_text_is_read_however_it_was_saved(self, encoding: str) -> None:
        lines = lines_of_file("t.txt", "1. Our objectives:\n• “Depth tests”".encode(encoding))
        assert lines[1].words == "“Depth tests”"
