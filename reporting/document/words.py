"""Figures, days and lists in the words a pack uses."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from csplan.core import worded_moments
from csplan.core.periods import Quarter, london_day
from programme.choices import ReturnState, Unit
from programme.rules.measures import Amount, figure_words, number_words, unit_words

NONE = "\N{EN DASH}"
"""What stands where there is no figure: never an empty cell."""
DAYS_IN_WEEKS = 14
SAID_BY_THE_FIGURE = frozenset({Unit.POUNDS, Unit.PERCENT, Unit.YES_NO})

_STATES = {
    ReturnState.OPEN: "not submitted",
    ReturnState.SUBMITTED: "submitted but not signed off",
    ReturnState.SIGNED_OFF: "signed off but not yet accepted",
}


def day(value: dt.date | None) -> str:
    """31 December 2013; a dash when there is none."""
    return worded_moments.date_words(value) if value else NONE


def moment(value: dt.datetime | None) -> str:
    """Friday 10 January 2014 at 5pm; a dash when there is none."""
    return worded_moments.moment_words(value) if value else NONE


def moment_day(value: dt.datetime | None) -> str:
    """The London day of a moment."""
    return day(london_day(value)) if value else NONE


def count(number: int, noun: str, plural: str = "") -> str:
    """1 milestone, 2 milestones, no milestones."""
    words = noun if number == 1 else plural or f"{noun}s"
    return f"{number or 'no'} {words}"


def edition(quarter: str, number: int | None, title: str) -> str:
    """ "report of Quarter 2 2013/14, edition 1"; any but the national one by its ``title``."""
    pack = title or f"report of {Quarter.parse(quarter).short_label}"
    return f"{pack}, edition {number}"


def listed(words: Sequence[str]) -> str:
    """North East, North West and South West."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(words: str) -> str:
    """``words`` with a capital letter, whatever else they hold."""
    return words[:1].upper() + words[1:]


def figure(value: Decimal | None, unit: str) -> str:
    """1,234 or £1,234.50, as screens write it but without its unit; a dash when there is none."""
    return figure_with_unit(value, unit).split(" ")[0]


def figure_with_unit(value: Decimal | None, unit: str) -> str:
    """1,234 people, 1 event or £1,234.50; a dash when there is none."""
    return NONE if value is None else figure_words(value, unit)


def parts(amount: Amount | None) -> str:
    """ "45 of 60" for a ratio that was worked out from them; "" otherwise."""
    if amount is None or amount.numerator is None or amount.denominator is None:
        return ""
    return f"{number_words(amount.numerator)} of {number_words(amount.denominator)}"


def unit_beside(title: str, unit: str) -> str:
    """The unit for a measure's heading; "" where its title or its figures say it already."""
    if unit in SAID_BY_THE_FIGURE:
        return ""
    one, several = unit_words(unit)
    said = re.search(rf"\b({re.escape(several)}|{re.escape(one)})\b", title, re.IGNORECASE)
    return "" if said else several


def slip(days: int | None) -> str:
    """12 days late, 2 weeks early, as planned; "" when unknown."""
    if days is None:
        return ""
    if days == 0:
        return "as planned"
    return f"{span(abs(days))} {'late' if days > 0 else 'early'}"


def moved(days: int) -> str:
    """ "6 weeks later" or "1 day earlier": how far a day moved."""
    return f"{span(abs(days))} {'later' if days > 0 else 'earlier'}"


def span(days: int) -> str:
    """12 days, 6 weeks."""
    if days < DAYS_IN_WEEKS or days % 7:
        return count(days, "day")
    return count(days // 7, "week")


def change(number: int) -> str:
    """+2, \N{MINUS SIGN}1, or "no change"."""
    if number == 0:
        return "no change"
    return f"+{number}" if number > 0 else f"\N{MINUS SIGN}{-number}"


def state(name: str, revision: int) -> str:
    """Why a return does not count yet."""
    words = _STATES[ReturnState(name)]
    return words if revision == 1 else f"correction {revision - 1} {words}"


def paragraphs(text: str) -> list[str]:
    """The lines of plain text that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]
