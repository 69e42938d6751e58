"""Worded dates: what a published phrase such as "by end July 2012" means. No database, no clock.

Three functions, all of them pure, none of which ever fails for any text:

* ``read(phrase, plan)`` gives a ``Reading``: kind, earliest and latest day, precision, recurrence,
  and a ``doubt`` that is empty only when the words fix all of that
* ``find_phrases(sentence, plan)`` gives the phrases inside a sentence, each with its place
* ``spoken(reading, plan)`` gives canonical words that read back to the same meaning

Nothing is guessed silently. Words that are not understood are undated and say so; a convention
that was applied ("spring", "early", "mid") is said in ``doubt`` and a person confirms it;
agreements and conditions have no day. docs/worded-dates.md lists what is read and how.

Input is bounded: a phrase of 200 characters, a sentence of 4,000. Expressions match whole
phrases without nested repetition, stretches of time do not nest without growing shorter, so the
work grows with the length and no faster.
"""

from csplan.core.worded.meaning import meaning_words, recurrence_words
from csplan.core.worded.phrases import LONGEST_PHRASE, read, read_phrase
from csplan.core.worded.sentences import FoundPhrase, find_phrases
from csplan.core.worded.spoken import spoken
from csplan.core.worded.typed import date_problems
from csplan.core.worded.values import PlanDays, Reading

__all__ = [
    "LONGEST_PHRASE",
    "FoundPhrase",
    "PlanDays",
    "Reading",
    "date_problems",
    "find_phrases",
    "meaning_words",
    "read",
    "read_phrase",
    "recurrence_words",
    "spoken",
]
