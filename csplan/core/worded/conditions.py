"""Words that give no day: none at all, an agreement to come, something to happen first."""

import re

from csplan.core.worded.values import PlanDays, Reading
from csplan.core.worded.words import TIME_WORD
from csplan.core.worded_dates import DateKind

_NOTHING = re.compile(
    r"|-|undated|no date(?: given| set)?|none|not dated|n/?a|not applicable|tb[acd]"
    r"|(?:date )?to be (?:confirmed|determined|decided|announced|set)"
)
_AGREED = re.compile(
    r"(?:(?:as|to be|when|once) (?:may be )?agreed"
    r"|(?:to|on|by|in line with|according to) (?:an? |the |dates? |a date |dates )?(?:to be )?"
    r"agreed|(?:by|subject to) agreement (?:with|between|of)"
    r"|(?:date|dates|timetable|timing) (?:to be agreed|as agreed|agreed with))\b.*"
)
# These begin a condition whatever comes after them.
_CONDITION = re.compile(
    r"(?:when(?:ever)?|once|if|as soon as|(?:up)?on completion|upon|subject to|depending on"
    r"|depend[ae]nt on|conditional on|contingent on|pending|provided|providing|unless|following"
    r"|in response to|in parallel with|alongside|in time for|by the time)\b.*"
)
# These begin a date as often, so what comes after them must not look like one.
_EVENT = re.compile(
    r"(?:after|before|until|till|prior to|ahead of|in advance of) (?P<event>.*[a-z]{3}.*)"
)
_VAGUE = frozenset({"long", "too long", "now", "then"})


def read_nothing(words: str, plan: PlanDays) -> Reading | None:
    """No words, or words that say there is no date."""
    return Reading(words, DateKind.UNDATED) if _NOTHING.fullmatch(words) else None


def read_agreement(words: str, plan: PlanDays) -> Reading | None:
    """ "As agreed with the Cabinet Office", "to an agreed timetable"."""
    if not _AGREED.fullmatch(words):
        return None
    doubt = "The words name a date as well" if TIME_WORD.search(words) else ""
    return Reading(words, DateKind.AS_AGREED, doubt=doubt)


def read_condition(words: str, plan: PlanDays) -> Reading | None:
    """ "Subject to Royal Assent", "following the review", "before the general election"."""
    event = _EVENT.fullmatch(words)
    if event and (TIME_WORD.search(event["event"]) or event["event"] in _VAGUE):
        return None
    if not event and not _CONDITION.fullmatch(words):
        return None
    doubt = "The words name a date as well" if TIME_WORD.search(words) else ""
    return Reading(words, DateKind.CONDITION, doubt=doubt)
