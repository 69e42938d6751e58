"""Finding date phrases inside a whole sentence: "8 City Deals agreed by July 2012."."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csplan.core.worded.days import YEAR
from csplan.core.worded.phrases import read
from csplan.core.worded.recurring import find_head, says_no_more
from csplan.core.worded.values import PlanDays, Reading
from csplan.core.worded.words import MONTH_NAME, plain
from csplan.core.worded_dates import DateKind

LONGEST_SENTENCE = 4_000
MOST_WORDS = 14
LEADS = frozenset({
    "by", "before", "until", "till", "in", "on", "at", "during", "within", "from", "after",
    "between", "throughout", "over", "since", "starting", "commencing", "beginning", "no", "not",
    "end", "early", "mid", "late", "around", "about", "circa", "approximately", "due", "to",
    "every", "each", "once", "twice", "as", "when", "subject", "following", "depending",
    "dependent", "conditional", "contingent", "pending", "prior", "ahead",
})  # fmt: skip
OPEN_KINDS = frozenset({DateKind.AS_AGREED, DateKind.CONDITION})
_WORD = re.compile(r"\S+")
_QUOTES, _CLAUSE_ENDS = "\"'”’)", frozenset(".;:!?")
_OPENING, _CLOSING = "\"'“‘(", "\"'”’).,;:!?"
_STARTS = re.compile(
    rf"[0-9]{{1,4}}\b.*|q[1-4].*|h[12]|fy.*|{MONTH_NAME}\b.*|mid-.+|w/[ce]|first|second|last|third"
    r"|fourth|the|[a-z-]+ly|spring|summer|autumn|winter|christmas|three|four|six|year-end"
)
_CONDITION = re.compile(
    r"(?:subject to|following|depending on|depend[ae]nt on|conditional on|contingent on|pending"
    r"|once|prior to|ahead of|(?:up)?on completion) .*[a-z]{3}"
)
_DATED = re.compile(rf"{YEAR}|[0-9]{{1,2}} {MONTH_NAME}|{MONTH_NAME} [0-9]{{1,2}}\b")
_ANOTHER = re.compile(r"(?: and|,) (?:by|in|on|during|at|from|before|until|end|every)\b")
_BARE_YEAR = re.compile(rf"(?:(?:over|about|around|circa|approximately|at|on|each) )?{YEAR}")
_PART_OF_A_YEAR = re.compile(rf"{MONTH_NAME}|[0-9]|quarter|half|plan|by|at|before|{YEAR}")


@dataclass(frozen=True)
class FoundPhrase:
    """A date phrase and its place: ``sentence[start:end]`` is the phrase.

    ``is_led`` tells "by July 2012", which says when, from a mere mention such as the "September
    2012" of "the September 2012 package".
    """

    start: int
    end: int
    reading: Reading
    is_led: bool


def find_phrases(sentence: str, plan: PlanDays) -> tuple[FoundPhrase, ...]:
    """The date phrases of the first 4,000 characters, in order, none overlapping another.

    Of phrases that begin at the same word the longest is given. Quantities are left alone, as
    are months, years and seasons that nothing marks as a date.
    """
    text = sentence[:LONGEST_SENTENCE]
    return tuple(_walk(text, list(_WORD.finditer(text)), plan))


def _walk(text: str, tokens: Sequence[re.Match[str]], plan: PlanDays) -> Iterator[FoundPhrase]:
    place = 0
    while place < len(tokens):
        found, used = _longest(text, tokens, place, plan)
        if found:
            yield found
        place += used


def _longest(
    text: str, tokens: Sequence[re.Match[str]], place: int, plan: PlanDays
) -> tuple[FoundPhrase | None, int]:
    """The longest phrase that begins at a token, and how many tokens to go on by."""
    if not _may_start(tokens[place][0]):
        return None, 1
    for size in range(_reach(tokens, place), 0, -1):
        start, end = _edges(tokens[place], tokens[place + size - 1])
        found = _phrase(text, start, end, plan)
        if found:
            return found, size
    return None, 1


def _may_start(token: str) -> bool:
    word = plain(token.lstrip(_OPENING))
    return word in LEADS or _STARTS.fullmatch(word) is not None


def _reach(tokens: Sequence[re.Match[str]], place: int) -> int:
    """How many tokens a phrase may take: none after the end of a clause or of a line."""
    near = tokens[place : place + MOST_WORDS]
    return next((n for n, token in enumerate(near, 1) if _ends_a_clause(token)), len(near))


def _ends_a_clause(token: re.Match[str]) -> bool:
    follows = token.string[token.end() : token.end() + 1]
    return follows in ("\n", "\t") or token[0].rstrip(_QUOTES)[-1:] in _CLAUSE_ENDS


def _edges(first: re.Match[str], last: re.Match[str]) -> tuple[int, int]:
    lead = len(first[0]) - len(first[0].lstrip(_OPENING))
    trail = len(last[0]) - len(last[0].rstrip(_CLOSING))
    return first.start() + lead, last.end() - trail


def _phrase(text: str, start: int, end: int, plan: PlanDays) -> FoundPhrase | None:
    if end <= start:
        return None
    words = plain(text[start:end])
    reading = read(text[start:end], plan)
    if not reading.is_understood or not _is_a_date(words, text[start:end], reading, plan):
        return None
    is_led = words.split(" ", 1)[0] in LEADS or reading.kind == DateKind.RECURRING
    return FoundPhrase(start, end, reading, is_led)


def _is_a_date(words: str, written: str, reading: Reading, plan: PlanDays) -> bool:
    first, last = words.split(" ")[0], words.split(" ")[-1]
    if reading.kind == DateKind.UNDATED or last in LEADS - {"end"} or _ANOTHER.search(words):
        return False
    if reading.kind in OPEN_KINDS:
        return _is_open_phrase(words, written, reading)
    if find_head(words) is not None:
        return says_no_more(words, plan) and first != "ongoing"
    if _BARE_YEAR.fullmatch(words):
        return False
    if first == "end":
        return _PART_OF_A_YEAR.search(words) is not None
    return first in LEADS or (reading.kind != DateKind.OFFSET and bool(_DATED.search(words)))


def _is_open_phrase(words: str, written: str, reading: Reading) -> bool:
    """Words without a day of their own end with the clause, and before a date."""
    if "," in written or not reading.is_certain:
        return False
    return reading.kind == DateKind.AS_AGREED or _CONDITION.match(words) is not None
