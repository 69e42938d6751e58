"""The data that components are given, so that a page's context is typed and a typo is an error."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of a breadcrumb trail; the last one, the page itself, has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list. Without an address it is shown as text: it cannot start yet."""

    name: str
    url: str = ""
    hint: str = ""
    status: str = ""
    # Empty shows the status as plain words, as for "Completed".
    colour: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A name, its value and, if it may be changed, where; `about` completes the link's name."""

    name: str
    value: object
    url: str = ""
    action: str = "Change"
    about: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something that happened, newest first in a history."""

    title: str
    at: dt.datetime
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Two versions of one field, shown side by side after a stale save."""

    field: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place in a pagination list; a gap has no number."""

    number: int | None
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The pagination list under a table or a list."""

    items: Sequence[PageLink]
    previous_url: str = ""
    next_url: str = ""
    label: str = "Pages"
