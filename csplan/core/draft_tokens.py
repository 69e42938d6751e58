"""Proof, carried by a form, of whom a page was drawn for: its words can be kept for them alone.

The token outlives the session, so that what somebody typed can still be put among their own
drafts once they are signed out. It lets its holder add to those drafts and read nothing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core import signing

FIELD: Final = "draft_token"
SALT: Final = "csplan.drafts"
KEPT_FOR: Final = dt.timedelta(days=30)
LONGEST_PAGE: Final = 300


@dataclass(frozen=True, slots=True)
class DraftToken:
    """The person a form was drawn for, and the address of its page."""

    owner_id: int
    page: str


def issue(owner_id: int, page: str) -> str:
    """A token for the person's form on ``page``."""
    return signing.dumps([owner_id, page], salt=SALT)


def read(token: str) -> DraftToken | None:
    """What a token says; None for one that is not ours, or older than any draft."""
    try:
        owner_id, page = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return DraftToken(owner_id, page)
