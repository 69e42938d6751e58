"""What holds for every text whatever, and for every reading of one."""

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.core.recurrence import Recurrence, RecurrenceError, occurrences
from csplan.core.worded import PlanDays, Reading, find_phrases, read, spoken
from csplan.core.worded.sentences import LONGEST_SENTENCE, MOST_WORDS
from csplan.core.worded.spans import read_span
from csplan.core.worded_dates import DateKind

PLANS = st.builds(
    lambda start, years: PlanDays(dt.date(start, 4, 1), dt.date(start + years, 3, 31)),
    st.integers(1950, 2150), st.integers(1, 3),
)  # fmt: skip
PARTS = st.sampled_from([
    "by", "by end", "before", "in", "during", "early", "mid", "mid-", "late", "spring", "autumn",
    "from", "within", "until", "every", "quarterly", "at", "6", "12", "6 and 12", "months", "Q3",
    "Q4", "and", "2014-15", "2013/14", "second half", "of", "subject to", "following", "2 weeks",
    "March", "July 2012", "1 April 2013", "29 February", "2100", "the year", "quarter", "between",
    "to", "-", "/", ",", "as agreed with ministers", "approval", "around", "onwards", "week of",
    "the end of", "each of", "31/12/2199", "9999", "0", "first", "last day of", "next year",
    "to the nearest month", "weekly", "three times a year", "\u00a0", "½", "ﷺ", "\x00",
])  # fmt: skip
WORDY = st.lists(PARTS, max_size=9).map(" ".join)
ANY_TEXT = st.one_of(WORDY, st.text(max_size=260), st.text("0123456789/-. ,and", max_size=80))
HOSTILE = [
    "a-b/c-d to e - f until " * 300,
    "early " * 60,
    "1 and " * 60,
    "in the end of " * 14,
    "between " * 200 + "and",
    "first half of " * 14,
    "1, " * 66,
    "(" * 200,
    "by end March 2013 " * 300,
    "from 2013 to " * 15,
    "9/" * 100,
    "w/c " * 50,
    "\u0301" * 200,
]


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT, PLANS)
def test_any_text_has_an_answer_that_reads_back(phrase: str, plan: PlanDays) -> None:
    reading = read(phrase, plan)

    assert reading.phrase == phrase.strip()
    if reading.earliest and reading.latest:
        assert reading.earliest <= reading.latest
    if reading.kind in (DateKind.UNDATED, DateKind.AS_AGREED, DateKind.CONDITION):
        assert (reading.earliest, reading.latest, reading.recurrence) == (None, None, "")
    assert reading.words
    assert read(spoken(reading, plan), plan).meaning == reading.meaning
    check_occurrences(reading)


def check_occurrences(reading: Reading) -> None:
    if reading.recurrence and reading.earliest and reading.latest:
        due = occurrences(reading.recurrence, reading.earliest, reading.latest)
        assert list(due) == sorted(set(due))
        assert all(reading.earliest <= day <= reading.latest for day in due)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PARTS, st.text(max_size=12)), max_size=20).map(" ".join), PLANS)
def test_any_sentence_gives_phrases_in_their_places(sentence: str, plan: PlanDays) -> None:
    end = 0
    for found in find_phrases(sentence, plan):
        assert end <= found.start < found.end <= len(sentence)
        assert found.reading == read(sentence[found.start : found.end], plan)
        assert found.reading.is_understood
        end = found.end


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_a_recurrence_is_its_own_text_or_none(text: str) -> None:
    with contextlib.suppress(RecurrenceError):
        assert str(Recurrence.parse(text)) == text


@pytest.mark.no_cover
@pytest.mark.parametrize("text", HOSTILE)
def test_work_grows_no_faster_than_the_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in phrases and stretches tried; an explosion would never come to an end."""
    plan = PlanDays.of_year(2012)
    tried = 0

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            nonlocal tried
            tried += 1
            return real(*args)

        return counted

    monkeypatch.setattr("csplan.core.worded.phrases.read_span", counting(read_span))
    assert read(text[:200], plan).words
    assert tried <= 40
    find_phrases(text, plan)
    assert tried <= 40 + 10 * MOST_WORDS * len(text[:LONGEST_SENTENCE].split())
