"""A phrase made plain before it is read: one case, one kind of dash, numbers in figures."""

import re
import unicodedata

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_NAME = 3
NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
MORE_NUMBERS = {"fifteen": 15, "eighteen": 18, "twenty-four": 24, "thirty-six": 36, "hundred": 100}
IN_FIGURES = {word: number for number, word in enumerate(NUMBERS, 1)} | MORE_NUMBERS

MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
TIME_WORD = re.compile(
    rf"[0-9]|\b(?:{MONTH_NAME}|spring|summer|autumn|winter|quarters?|half|halves|years?|months?"
    r"|weeks?|days?|christmas|easter)\b"
)
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(IN_FIGURES)})\b")
_DASH = re.compile(r"[\u2010-\u2015\u2212]")
_ORDINAL_ENDING = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b")
_AROUND = " \t\n.,;:!?\"'()[]•*"


def plain(phrase: str) -> str:
    """The words of a phrase, ready to be compared: "By the 1st of May;" is "by the 1 of may"."""
    words = _DASH.sub("-", unicodedata.normalize("NFKC", phrase).casefold())
    words = words.replace("\u2018", "'").replace("\u2019", "'")
    words = " ".join(words.replace(",", " , ").split()).replace(" ,", ",")
    words = _NUMBER_WORD.sub(lambda word: str(IN_FIGURES[word[0]]), words)
    return _ORDINAL_ENDING.sub("", words).strip(_AROUND)


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or the beginning of one; None for anything else."""
    return 9 if name == "sept" else _place(name, MONTHS)


def weekday_number(name: str) -> int | None:
    """1 for Monday to 7 for Sunday, by name or its beginning; None for anything else."""
    return _place(name, WEEKDAYS)


def _place(name: str, names: tuple[str, ...]) -> int | None:
    if len(name) < SHORTEST_NAME:
        return None
    return next((place for place, each in enumerate(names, 1) if each.startswith(name)), None)
