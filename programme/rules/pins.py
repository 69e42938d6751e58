"""Carrying a line of a pack from the page that shows it to the form that pins something to it.

The pages of packs lie above the programme's. What they hand down is signed, so that nobody
pins words to an edition that it never said.
"""

import dataclasses

from django.core import signing

from programme.rules.questions import NO_LINE, Line

SALT = "csplan.programme.pins"


def pin_token(line: Line) -> str:
    """The line as one word of an address or a form; empty for no line."""
    if not line.key:
        return ""
    return signing.dumps(dataclasses.astuple(line), salt=SALT, compress=True)


def line_of(token: str) -> Line:
    """The line that was handed down; no line for anything that csplan did not sign."""
    try:
        return Line(*signing.loads(token, salt=SALT)) if token else NO_LINE
    except signing.BadSignature:
        return NO_LINE


def pinned_to(line: Line) -> dict[str, str | int | None]:
    """The columns of something pinned to the line."""
    return {
        "line": line.key,
        "line_words": line.words[:400],
        "line_anchor": line.anchor,
        "pack_quarter": line.quarter,
        "pack_edition": line.edition,
        "pack_build": line.build,
        "pack_subject": line.subject,
        "pack_title": line.title[:400],
    }
