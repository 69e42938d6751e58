"""Whether csplan takes nothing in for a while, such as while its database is moved.

The sign is a file in the folder ``CSPLAN_STATE``, which all web servers of an installation share:
a look at it costs no query, it needs no restart, and it survives one. It holds the reason, in
words for the people who are kept waiting.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

NAME: Final = "read-only"


class NoStateFolderError(Exception):
    """There is no folder to keep the sign in."""


def reason() -> str:
    """Why nothing can be saved now; empty when it can."""
    with suppress(OSError, NoStateFolderError):
        return _sign().read_text().strip()
    return ""


def turn_on(words: str) -> None:
    """Take nothing in from the next request, on every web server. Raises NoStateFolderError."""
    sign = _sign()
    draft = sign.with_suffix(".new")
    draft.write_text(f"{words}\n")
    # So that nobody reads a sign without its reason.
    draft.replace(sign)


def turn_off() -> None:
    """Take things in again. Raises NoStateFolderError."""
    _sign().unlink(missing_ok=True)


def _sign() -> Path:
    if settings.CSPLAN_STATE is None:
        raise NoStateFolderError("Set CSPLAN_STATE to a folder that all web servers share")
    return Path(settings.CSPLAN_STATE) / NAME
