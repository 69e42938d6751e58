"""What csplan reads in the words of a date, and what it leaves to a person."""

import datetime as dt
from collections.abc import Iterator

import pytest

from csplan.core.worded_dates import DateKind, DatePrecision
from csplan.core.worded_phrases import PlanDays, read_phrase
from csplan.demonstration.files import Record, read

YEAR = PlanDays(dt.date(2013, 4, 1), dt.date(2014, 3, 31))
PUBLISHED_YEAR = PlanDays(dt.date(2012, 4, 1), dt.date(2013, 3, 31))
TWO_YEARS = PlanDays(dt.date(2014, 4, 1), dt.date(2016, 3, 31))

READINGS = [
    ("by 9 Oct 2013", "by_end", None, "2013-10-09", "day"),
    ("9th October 2013", "exact", "2013-10-09", "2013-10-09", "day"),
    ("on 9/10/2013", "exact", "2013-10-09", "2013-10-09", "day"),
    ("2013-10-09", "exact", "2013-10-09", "2013-10-09", "day"),
    ("By the end of July 2013.", "by_end", None, "2013-07-31", "month"),
    ("end March 2014", "by_end", None, "2014-03-31", "month"),
    ("no later than March", "by_end", None, "2014-03-31", "month"),
    ("by May", "by_end", None, "2013-05-31", "month"),
    ("before January 2014", "by_end", None, "2013-12-31", "day"),
    ("by quarter 2", "by_end", None, "2013-09-30", "quarter"),
    ("by the end of Q3 2013/14", "by_end", None, "2013-12-31", "quarter"),
    ("by the end of the year", "by_end", None, "2014-03-31", "year"),
    ("February 2014", "within", "2014-02-01", "2014-02-28", "month"),
    ("during 2013/14", "within", "2013-04-01", "2014-03-31", "year"),
    ("between June and August 2013", "within", "2013-06-01", "2013-08-31", "month"),
    ("September 2013 onwards", "from", "2013-09-01", None, "month"),
    ("within 6 months", "offset", None, "2013-09-30", "month"),
    ("every quarter", "recurring", "2013-04-01", "2014-03-31", "quarter"),
    ("to be agreed with the board", "as_agreed", None, None, ""),
    ("Once funding is confirmed", "condition", None, None, ""),
    ("", "undated", None, None, ""),
    ("   ", "undated", None, None, ""),
]  # fmt: skip


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def transcribed() -> Iterator[tuple[str, Record, PlanDays]]:
    """Every phrase that was read by hand: the published ones, and the illustrative year's."""
    for category in read("objectives")["categories"]:
        for milestone in category["milestones"]:
            if "phrase" in milestone:
                yield milestone["phrase"], milestone, PUBLISHED_YEAR
    for phrase, meaning in read("year/dates").items():
        yield phrase, meaning, YEAR


class TestReadPhrase:
    @pytest.mark.parametrize(("phrase", "kind", "earliest", "latest", "precision"), READINGS)
    def test_reads_what_the_words_fix(
        self, phrase: str, kind: str, earliest: str | None, latest: str | None, precision: str
    ) -> None:
        meaning = read_phrase(phrase, YEAR)

        assert meaning is not None
        assert (meaning.kind, meaning.precision) == (DateKind(kind), DatePrecision(precision))
        assert (meaning.earliest, meaning.latest) == (day(earliest), day(latest))

    def test_reads_each_published_phrase_as_it_was_transcribed(self) -> None:
        for phrase, by_hand, plan in transcribed():
            meaning = read_phrase(phrase, plan)
            assert meaning is not None, phrase
            assert meaning.kind == by_hand["kind"], phrase
            days = (by_hand.get("earliest"), by_hand.get("latest"))
            assert (meaning.earliest, meaning.latest) == days, phrase
            assert meaning.precision == by_hand.get("precision", ""), phrase

    def test_keeps_the_words(self) -> None:
        meaning = read_phrase(" By END July 2013 ", YEAR)

        assert meaning is not None
        assert meaning.phrase == "By END July 2013"

    @pytest.mark.parametrize(
        "phrase",
        [
            "spring 2014", "soon", "early March 2014", "by mid July 2013", "31 February 2014",
            "on 32/13/2013", "in 2013/15", "between March 2014 and June 2013", "quarter 5",
            "by 0 March 2013", "\0", "in the umpteenth quarter", "at 6000000 years",
        ],
    )  # fmt: skip
    def test_leaves_what_could_mean_several_things_to_a_person(self, phrase: str) -> None:
        assert read_phrase(phrase, YEAR) is None

    @pytest.mark.parametrize("phrase", ["by March", "by 9 October", "in the third quarter"])
    def test_needs_the_year_in_a_plan_of_several(self, phrase: str) -> None:
        assert read_phrase(phrase, TWO_YEARS) is None
        assert read_phrase(phrase, YEAR) is not None

    @pytest.mark.parametrize(
        "phrase", ["at 99999999999 months", "in 0000", "before 1 January 0001", "in December 9999"]
    )
    def test_survives_dates_no_calendar_holds(self, phrase: str) -> None:
        assert read_phrase(phrase, YEAR) is None
