"""What csplan reads in the words of a date, and what it leaves to a person."""

import datetime as dt
from collections.abc import Iterator

import pytest

from csplan.core.worded import PlanDays, read, read_phrase, spoken
from csplan.core.worded_dates import DateKind, DatePrecision
from csplan.demonstration.files import Record
from csplan.demonstration.files import read as read_data

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


# The wider family, read in 2012/13: what a phrase means, when it comes round, and the words
# that say what a person should confirm (none where the phrase leaves nothing open).
FAMILY = [
    ("by March 2013", "by_end", None, "2013-03-31", "month", "", ""),
    ("until December 2012", "by_end", None, "2012-12-31", "month", "", ""),
    ("March 2013 at the latest", "by_end", None, "2013-03-31", "month", "", ""),
    ("by the start of January 2013", "by_end", None, "2013-01-01", "month", "", ""),
    ("by year end", "by_end", None, "2013-03-31", "year", "", ""),
    ("at the end of the year", "by_end", None, "2013-03-31", "year", "", ""),
    ("before March 2013", "by_end", None, "2013-02-28", "day", "", ""),
    ("Tuesday 9 October 2012", "exact", "2012-10-09", "2012-10-09", "day", "", ""),
    ("Friday 9 October 2012", "exact", "2012-10-09", "2012-10-09", "day", "", "is a Tuesday"),
    ("9/10/12", "exact", "2012-10-09", "2012-10-09", "day", "", "to be 9 October 2012"),
    ("October 9, 2012", "exact", "2012-10-09", "2012-10-09", "day", "", ""),
    ("the last day of March 2013", "exact", "2013-03-31", "2013-03-31", "day", "", ""),
    ("9-11 October 2012", "within", "2012-10-09", "2012-10-11", "day", "", ""),
    ("w/c 8 October 2012", "within", "2012-10-08", "2012-10-14", "day", "", ""),
    ("from April to June 2012", "within", "2012-04-01", "2012-06-30", "month", "", ""),
    ("December to February 2013", "within", "2012-12-01", "2013-02-28", "month", "", ""),
    ("March/April 2013", "within", "2013-03-01", "2013-04-30", "month", "", ""),
    ("Q3 to Q4", "within", "2012-10-01", "2013-03-31", "quarter", "", ""),
    ("2014-15", "within", "2014-04-01", "2015-03-31", "year", "", ""),
    ("FY14/15", "within", "2014-04-01", "2015-03-31", "year", "", ""),
    ("in the second half", "within", "2012-10-01", "2013-03-31", "year", "", ""),
    ("second half of 2012", "within", "2012-07-01", "2012-12-31", "year", "", ""),
    ("H1 2013-14", "within", "2013-04-01", "2013-09-30", "year", "", ""),
    ("next year", "within", "2013-04-01", "2014-03-31", "year", "", "financial year 2013/14"),
    ("Q1 2013", "within", "2013-04-01", "2013-06-30", "quarter", "", "financial year 2013/14"),
    ("early March 2013", "within", "2013-03-01", "2013-03-10", "month", "", "first third"),
    ("by mid-July 2012", "by_end", None, "2012-07-20", "month", "", "middle third"),
    ("in late 2012", "within", "2012-09-01", "2012-12-31", "year", "", "last third"),
    ("spring 2013", "within", "2013-03-01", "2013-05-31", "quarter", "", "March to May"),
    ("in the spring", "within", "2012-03-01", "2012-05-31", "quarter", "", "March to May"),
    ("autumn", "within", "2012-09-01", "2012-11-30", "quarter", "", "September to November"),
    ("by Christmas", "by_end", None, "2012-12-25", "day", "", "25 December"),
    ("around March 2013", "within", "2013-03-01", "2013-03-31", "month", "", "leaves the date"),
    ("by March 2013, subject to a vote", "by_end", None, "2013-03-31", "month", "", "a vote"),
    ("after June 2012", "from", "2012-07-01", None, "day", "", ""),
    ("with effect from 1 May 2012", "from", "2012-05-01", None, "day", "", ""),
    ("not before January 2013", "from", "2013-01-01", None, "month", "", ""),
    ("at six and twelve months", "offset", "2012-09-30", "2013-03-31", "month", "months:6,12", ""),
    ("at months 6 and 12", "offset", "2012-09-30", "2013-03-31", "month", "months:6,12", ""),
    ("within 6 months", "offset", None, "2012-09-30", "month", "", ""),
    ("within the first 100 days", "offset", None, "2012-07-09", "day", "", "start of the plan"),
    ("on average every 2 weeks", "recurring", "2012-04-01", "2013-03-31", "day", "every:2w", ""),
    ("fortnightly", "recurring", "2012-04-01", "2013-03-31", "day", "every:2w", ""),
    ("bi-monthly", "recurring", "2012-04-01", "2013-03-31", "month", "every:2m", "every 2 months"),
    ("twice a year", "recurring", "2012-04-01", "2013-03-31", "month", "every:6m", ""),
    ("five times a year", "recurring", "2012-04-01", "2013-03-31", "year", "", "no such rhythm"),
    ("quarterly until December 2012", "recurring", "2012-04-01", "2012-12-31", "quarter",
     "every:1q", ""),
    ("monthly from October", "recurring", "2012-10-01", "2013-03-31", "month", "every:1m", ""),
    ("every September and March", "recurring", "2012-04-01", "2013-03-31", "month",
     "months:6,12", ""),
    ("throughout 2012-13", "recurring", "2012-04-01", "2013-03-31", "year", "", ""),
    ("Q3 and Q4", "recurring", "2012-10-01", "2013-03-31", "quarter", "quarters:3,4", "in each"),
    ("in each of Q3 and Q4", "recurring", "2012-10-01", "2013-03-31", "quarter",
     "quarters:3,4", ""),
    ("Q4 2012/13 and Q4 2013/14", "recurring", "2013-01-01", "2014-03-31", "quarter",
     "quarters:4", ""),
    ("in July 2012 and March 2013", "recurring", "2012-07-01", "2013-03-31", "month",
     "months:4,12", ""),
    ("by July 2012 and by March 2013", "by_end", None, "2013-03-31", "month", "", "several dates"),
    ("9 October or 12 November", "within", "2012-10-09", "2012-11-12", "day", "", "several dates"),
    ("to an agreed timetable", "as_agreed", None, None, "", "", ""),
    ("as agreed with ministers by May", "as_agreed", None, None, "", "", "name a date"),
    ("subject to Royal Assent", "condition", None, None, "", "", ""),
    ("following the Spending Review", "condition", None, None, "", "", ""),
    ("within 6 months of publication", "condition", None, None, "", "", ""),
    ("before the general election", "condition", None, None, "", "", ""),
    ("TBC", "undated", None, None, "", "", ""),
    ("in due course", "undated", None, None, "", "", "cannot tell"),
    ("...", "undated", None, None, "", "", "cannot tell"),
    ("by " * 70 + "March", "undated", None, None, "", "", "longer than 200"),
]  # fmt: skip


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def transcribed() -> Iterator[tuple[str, Record, PlanDays]]:
    """Every phrase that was read by hand: the published ones, and the illustrative year's."""
    for category in read_data("objectives")["categories"]:
        for milestone in category["milestones"]:
            if "phrase" in milestone:
                yield milestone["phrase"], milestone, PUBLISHED_YEAR
    for phrase, meaning in read_data("year/dates").items():
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


class TestRead:
    @pytest.mark.parametrize(
        ("phrase", "kind", "earliest", "latest", "precision", "recurrence", "doubt"), FAMILY
    )
    def test_says_what_it_took_for_granted(
        self, phrase: str, kind: str, earliest: str | None, latest: str | None, precision: str,
        recurrence: str, doubt: str,
    ) -> None:  # fmt: skip
        reading = read(phrase, PUBLISHED_YEAR)

        assert reading.meaning == (kind, day(earliest), day(latest), precision, recurrence)
        assert doubt in reading.doubt
        assert reading.is_certain is not bool(doubt)

    @pytest.mark.parametrize(
        ("phrase", "words", "canonical"),
        [
            ("By the end of July", "No later than 31 July 2012", "by end July 2012"),
            ("by 30 September 2012", "No later than 30 September 2012", "by 30 September 2012"),
            ("1/5/2012", "On 1 May 2012", "on 1 May 2012"),
            (
                "by mid July", "No later than 20 July 2012",
                "by 20 July 2012, to the nearest month",
            ),
            (
                "at 6 and 12 months",
                "Counted from the start of the year: 30 September 2012 and 31 March 2013",
                "at 6 and 12 months",
            ),
            (
                "Quarterly", "Every quarter, between 1 April 2012 and 31 March 2013",
                "every quarter between 1 April 2012 and 31 March 2013",
            ),
            (
                "As agreed with the Cabinet Office",
                "As agreed with the Cabinet Office, with no date given",
                "As agreed with the Cabinet Office",
            ),
            ("", "Undated", ""),
        ],
    )  # fmt: skip
    def test_has_words_for_people_and_canonical_ones(
        self, phrase: str, words: str, canonical: str
    ) -> None:
        reading = read(phrase, PUBLISHED_YEAR)

        assert reading.words == words
        assert spoken(reading, PUBLISHED_YEAR) == canonical
