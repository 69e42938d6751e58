"""Figures and rules of accounts that need no database."""

import datetime as dt

INVITATION_LASTS = dt.timedelta(days=7)
DORMANT_AFTER_DAYS = 90
"""How long somebody may stay away before the report of leavers names them."""

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"), ("FxiOS/", "Firefox"), ("Safari/", "Safari"),
)  # fmt: skip
"""What tells a browser, the surest first: most claim to be several others too."""

DEVICES = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"),
    ("Windows", "Windows"), ("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip

EARLIEST_END = dt.timedelta(days=1)
"""A role may be ended as of yesterday, which takes it away at once, and no earlier: who held
what stays true."""


def is_dormant(last_seen: dt.datetime | None, *, at: dt.datetime, days: int) -> bool:
    """Whether somebody has not signed in for that many days, or never."""
    return last_seen is None or at - last_seen >= dt.timedelta(days=days)


def browser_words(user_agent: str) -> str:
    """What somebody would call the browser and the device: "Chrome on Windows".

    Of a browser that is not known, what it calls itself.
    """
    browser = _first_of(BROWSERS, user_agent)
    device = _first_of(DEVICES, user_agent)
    if not browser:
        return user_agent or "Not known"
    return f"{browser} on {device}" if device else browser


def _first_of(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for mark, words in known if mark in user_agent), "")
