"""What is pasted from a spreadsheet: what is understood, and what is not and why."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.choices import Accumulation, Unit
from programme.rules.measures import FigureAnswers, figure_problems
from programme.rules.pasted_lines import Known
from programme.rules.pasting import PastedFigure, read_pasted
from tests.programme.measures.properties import steady

KNOWN = (
    Known(1, "1.1", "Events held", Unit.EVENTS, Accumulation.SUM),
    Known(2, "1.2", "Savings, cashable", Unit.POUNDS, Accumulation.SUM),
    Known(3, "1.3", "Staff satisfied", Unit.PERCENT, Accumulation.RATIO, ("Satisfied", "Asked")),
    Known(4, "2.1", "Lead named", Unit.YES_NO, Accumulation.YES_NO),
    Known(5, "2.2", "Share of posts filled", Unit.PERCENT, Accumulation.LATEST),
    Known(6, "2.3", "Placements", "placement/placements", Accumulation.SUM),
    Known(7, "3.1", "Visits", Unit.VISITS, Accumulation.SUM),
    Known(8, "3.2", "Visits", Unit.DAYS, Accumulation.LATEST),
    Known(9, "3.3", "National events", Unit.EVENTS, Accumulation.SUM,
          why_not="the national team reports it"),
)  # fmt: skip
SHOWN = "Measure\tUnit\tTotal to date\tLast quarter\tThis quarter"
ASKED = "Measure\tSatisfied\tOut of: Asked\tIf there is no figure, why not?\tNotes"


def figure(value: str = "", **more: str) -> PastedFigure:
    return PastedFigure(value, **more)


def reason(words: str) -> PastedFigure:
    return PastedFigure(not_available_reason=words)


def parts(numerator: str, denominator: str, **more: str) -> PastedFigure:
    return PastedFigure(numerator=numerator, denominator=denominator, **more)


class TestUnderstood:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            # A measure by its title, number or slug, whatever the case and spacing.
            ("Events held\t12", {1: figure("12")}),
            ("  EVENTS   HELD \t 12 ", {1: figure("12")}),
            ("events-held\t12", {1: figure("12")}),
            ("1.1\t12", {1: figure("12")}),
            ("1.1\tEvents held\t12", {1: figure("12")}),
            ("Events held,12", {1: figure("12")}),
            ("Savings, cashable,500", {2: figure("500")}),
            ("3.1\t4", {7: figure("4")}),
            # A figure may look like a measure's number.
            ("Share of posts filled\t2.2", {5: figure("2.2")}),
            # Numbers as people write them.
            ("1.2\t£1,234.50", {2: figure("1234.5")}),
            ('1.2,"£1,234.50"', {2: figure("1234.5")}),
            ("1.2\t £ 12 000 ", {2: figure("12000")}),
            ("1.2\t1\u00a0234", {2: figure("1234")}),
            ("2.2\t82.50%", {5: figure("82.5")}),
            ("1.1\t12 events", {1: figure("12")}),
            ("1.1\tevents\t12", {1: figure("12")}),
            ("Placements\t1 placement", {6: figure("1")}),
            ("1.1\t0", {1: figure("0")}),
            # Yes or no.
            ("2.1\tYes", {4: figure("1")}),
            ("2.1\tFALSE", {4: figure("0")}),
            ("Lead named,no", {4: figure("0")}),
            # Both parts of a ratio.
            ("1.3\t45\t60", {3: parts("45", "60")}),
            ("1.3\t45 of 60", {3: parts("45", "60")}),
            ("1.3,45/60", {3: parts("45", "60")}),
            # No figure, and why.
            ("1.1\tn/a: the survey is in May", {1: reason("the survey is in May")}),
            ("1.3\tN/A (not asked, yet)", {3: reason("not asked, yet")}),
            ("1.1\tnot available\tThe lead left.", {1: reason("The lead left.")}),
            # Headings, in any order, with columns that are only there to be read.
            (f"{SHOWN}\nEvents held\tevents\t30\t9\t12", {1: figure("12")}),
            (f"{SHOWN}\n1.2\t£\t\t\t£5", {2: figure("5")}),
            (f"{ASKED}\n1.3\t45\t60\t\tA card.", {3: parts("45", "60", comment="A card.")}),
            (f"{ASKED}\n1.3\t\t\tNobody was asked.", {3: reason("Nobody was asked.")}),
            (f"{ASKED}\n1.3\t\t\t\tA card.", {3: figure(comment="A card.")}),
            ("Figure,Number,Title\n12,1.1,Events held", {1: figure("12")}),
            # What a spreadsheet puts round its rows.
            ("\r\n1.1\t12\t\t\r\n\r\n2.1\tyes\r\n", {1: figure("12"), 4: figure("1")}),
            ('1.1\t"n/a: two\nlines"', {1: reason("two\nlines")}),
            ('"Events held\t12', {1: figure("12")}),
        ],
    )  # fmt: skip
    def test_reads(self, text: str, found: dict[int, PastedFigure]) -> None:
        assert read_pasted(text, KNOWN).figures == found

    @pytest.mark.parametrize("text", ["", "\n\t\n", "1.1", "1.1\t", f"{SHOWN}\n1.1\t\t3\t4\t"])
    def test_takes_nothing_from_a_line_without_a_figure(self, text: str) -> None:
        pasted = read_pasted(text, KNOWN)
        assert (pasted.figures, pasted.misread) == ({}, ())
        assert pasted.blank_count == ("1.1" in text)


class TestNotUnderstood:
    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("Meetings\t12", "No measure of this return is called “Meetings”"),
            ("Visits\t12", "2 measures match “Visits”: use its number, 3.1 or 3.2"),
            ("National events\t3", "“National events” takes no figure here: the national team"),
            ("1.1\tmany", "“many” is not a number"),
            ("1.1\t1,23", "“1,23” is not a number"),
            ("1.1\t80%", "“80%” is not a number of events"),
            ("1.1\t(12)", "“(12)” is not a number"),
            ("1.1\t9999999999999999", "is not a number"),
            ("1.1\t-4", "The figure must be 0 or more"),
            ("1.1\t1.5", "The figure must be a whole number"),
            ("2.2\t101", "The figure must be 100 or less"),
            ("2.1\tperhaps", "“perhaps” is neither yes nor no"),
            ("1.1\t12\t13", "There are too many columns: give the measure, then its figure"),
            ("1.2,1,234", "Where a figure has a comma in it, put quotation marks round"),
            ("1.3\t1\t2\t3", "There are too many columns: give the measure, then its two"),
            ("1.3\t75%", "Give two figures, satisfied and then asked"),
            ("1.3\t61\t60", "This must not be more than the figure it is out of"),
            ("1.3\t0\t0", "a share of nothing cannot be given"),
            ("1.1\tn/a", "Say why there is no figure"),
            (f"{ASKED}\n1.1\t12\t\tLost.", "only one can stand"),
            (f"{SHOWN}\n\tevents\t\t\t12", "The line names no measure"),
            (f"{SHOWN}\n1.1\t\t\t\t12\t13", "There are more columns than headings"),
            ("Measure\tRegion\tFigure", "This column was left out: “Region”"),
        ],
    )
    def test_says_why(self, line: str, why: str) -> None:
        pasted = read_pasted(line, KNOWN)
        assert pasted.figures == {}
        assert [why in misread.why for misread in pasted.misread] == [True]

    def test_takes_neither_of_two_lines_of_one_measure(self) -> None:
        pasted = read_pasted("1.1\t12\n2.1\tyes\n\nEvents held\t13", KNOWN)
        assert pasted.figures == {4: figure("1")}
        assert [(one.number, one.why) for one in pasted.misread] == [
            (1, "Line 4 names this measure too: keep one of them"),
            (4, "Line 1 names this measure too: keep one of them"),
        ]

    def test_keeps_what_is_left_to_put_right_under_its_headings(self) -> None:
        text = f"{SHOWN}\n1.1\t\t\t\t12\n1.2\t\t\t\tmany\nElse\t\t\t\t1"
        pasted = read_pasted(text, KNOWN)
        assert pasted.left == f"{SHOWN}\n1.2\t\t\t\tmany\nElse\t\t\t\t1"
        assert read_pasted(pasted.left, KNOWN).left == pasted.left

    def test_refuses_more_than_anybody_reports(self) -> None:
        assert "at most 50,000 characters" in read_pasted("1" * 50_001, KNOWN).misread[0].why


PIECES = st.sampled_from(
    ["Events held", "1.1", "1.3", "Visits", SHOWN, ASKED, "\t", ",", "\n", '"', "n/a", "12", "%",
     "£1,2", "yes", "45 of 60", "\x00", "\r", "\u2028", "\ud800", "٣", "NaN", "1e9", " "]
)  # fmt: skip


@steady
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_has_an_answer_that_could_be_saved(text: str) -> None:
    pasted = read_pasted(text, KNOWN)
    by_key = {measure.key: measure for measure in KNOWN if not measure.why_not}
    for key, said in pasted.figures.items():
        measure: Any = by_key[key]
        names = ("value", "numerator", "denominator")
        typed: dict[str, Any] = {name: getattr(said, name) or None for name in names}
        numbers = {name: Decimal(words) if words else None for name, words in typed.items()}
        answers = FigureAnswers(**numbers, not_available_reason=said.not_available_reason)
        problems = figure_problems(answers, unit=measure.unit, how=measure.how)
        assert problems == {} or not said.has_figure
    assert all(1 <= one.number <= len(text) + 1 and one.why for one in pasted.misread)
