"""The records retention schedule: what csplan keeps, for how long, and why. No database."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from csplan.core import draft_tokens
from csplan.notices import rules as notices

DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the schedule.

    ``kept_for`` counts from what ``counted_from`` says; without one the records are not deleted
    by csplan, and ``why`` says until when they stay. ``name`` is what the command calls it.
    """

    name: str
    records: str
    kept_for: dt.timedelta | None
    counted_from: str
    why: str


DRAFTS: Final = Entry(
    "drafts",
    "What people typed and did not save",
    draft_tokens.KEPT_FOR,
    "the last time they typed",
    "Not a record: a help to its writer",
)
EMAILS: Final = Entry(
    "emails",
    "The text of emails that were sent, dropped or given up",
    notices.KEPT_FOR,
    "the day it was written",
    "To answer whether somebody was told; what it tells of is in the history",
)
DIGEST_DAYS: Final = Entry(
    "digest-days",
    "Days on which everybody’s list was written",
    notices.KEPT_FOR,
    "that day",
    "So that nobody gets a list twice",
)
FILES: Final = Entry(
    "files",
    "Files that were uploaded and not imported",
    dt.timedelta(0),
    "the end of their preview",
    "Of no use afterwards",
)
UPLOADS: Final = Entry(
    "uploads",
    "The names and checksums of files uploaded to be imported",
    30 * DAY,
    "the end of their preview",
    "What was imported is in the records and in the history, with the checksum",
)
SIGN_INS: Final = Entry(
    "sign-ins",
    "The network address and browser of each sign-in",
    30 * DAY,
    "the last time the session was used",
    "So that people recognise their sessions, and to look into a misuse",
)
SESSIONS: Final = Entry(
    "sessions",
    "Sign-in sessions that have ended",
    dt.timedelta(0),
    "the end of the session",
    "Of no use afterwards",
)

SCHEDULE: Final = (
    DRAFTS,
    EMAILS,
    DIGEST_DAYS,
    FILES,
    UPLOADS,
    SIGN_INS,
    SESSIONS,
    Entry(
        "plans-and-returns",
        "Plans, milestones, measures, returns with their revisions, risks, delivery, questions",
        None,
        "",
        "The record of the programme: until the department transfers or disposes of it as a whole",
    ),
    Entry(
        "packs",
        "Monitoring packs: snapshot, page, PDF and manifest of every build",
        None,
        "",
        "Published evidence: never deleted or altered",
    ),
    Entry(
        "objectives",
        "Published objectives, every revision and its files",
        None,
        "",
        "Published evidence: never deleted or altered",
    ),
    Entry(
        "feedback-and-reviews",
        "Feedback given on Permanent Secretaries, with names and addresses, and their reviews",
        None,
        "",
        "Personnel records: the department’s own schedule decides; seven years is usual",
    ),
    Entry(
        "history",
        "The history of who did what, refusals included",
        None,
        "",
        "Chained event to event: taking one out would break the proof of all later ones",
    ),
    Entry(
        "people",
        "Accounts, roles and the days they were held",
        None,
        "",
        "They say who signed what; an account is made inactive, never deleted",
    ),
)
"""Everything csplan keeps; what is deleted is deleted daily by ``apply_retention``."""
