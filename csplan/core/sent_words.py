"""What somebody sent that could not be saved, to be given back to them in the answer."""

import re
from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest

NEVER_GIVEN_BACK: Final = "password"
SHORTEST_PROSE: Final = 20
TOKENS: Final = frozenset({"csrfmiddlewaretoken"})
TOKEN: Final = re.compile(r"[\w.=-]+:\w+:[\w-]{43}|[0-9a-f-]{32,}")
"""What csplan hands down in a form to read it again: signed, or a digest or key in hexadecimal."""

Fields = list[tuple[str, str]]
"""The names and values of a form, in the order they were sent."""


def typed(request: HttpRequest) -> Fields:
    """The form as it was sent, its own token with it, but no password.

    Its token is the one that was sent and never a fresh one: a form that another site made
    somebody send is refused when it is sent again, as it would have been now.
    """
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if NEVER_GIVEN_BACK not in name
        for value in values
    ]


def prose(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody wrote among the fields, rather than chose, and no token."""
    return [
        value
        for name, value in fields
        if len(value) >= SHORTEST_PROSE and name not in TOKENS and not TOKEN.fullmatch(value)
    ]


def is_partial(request: HttpRequest) -> bool:
    """Whether a page cannot hold all that was sent, so that sending it again would send less."""
    return bool(request.FILES) or any(NEVER_GIVEN_BACK in name for name in request.POST)
