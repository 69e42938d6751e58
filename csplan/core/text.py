"""What counts as acceptable free text, wherever it comes from.

Narrative is plain text in Unicode NFC, at most 4,000 characters, with at most four combining
marks in a row and none of the characters that hide or reverse what stands beside them.
"""

import re
import textwrap
import unicodedata

from django.core.exceptions import ValidationError

from csplan.core.errors import IncompleteError

NARRATIVE_LIMIT = 4_000
MOST_COMBINING_MARKS = 4
MOST_MARKS_OF_A_LETTER = 3
"""How many marks Unicode has taken into one letter at most, as in the Greek ᾂ."""

# NUL and other controls (tab and newline stay), bidirectional overrides and isolates,
# surrogates and the interlinear annotation marks.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]"
)


def in_short(text: str, most: int) -> str:
    """At most ``most`` characters of ``text`` on one line, cut where a word ends if one does."""
    cut = textwrap.shorten(text, most, placeholder="…")
    return cut if len(cut) > 1 or not text.strip() else f"{text.strip()[: most - 1]}…"


def clean_narrative(value: str) -> str:
    """Return ``value`` normalised and stripped.

    Raises ValidationError, saying what to do, for text that is too long or holds characters
    that cannot be shown safely.
    """
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    # First: the marks of one letter are put in order in a time that grows with their square.
    _refuse_stacked_marks(lines, most=MOST_COMBINING_MARKS + MOST_MARKS_OF_A_LETTER)
    text = unicodedata.normalize("NFC", lines).strip()
    _refuse_long(text)
    _refuse_hidden_characters(text)
    _refuse_stacked_marks(text, most=MOST_COMBINING_MARKS)
    return text


def accepted(words: str) -> str:
    """The words as the record keeps them, for a service; IncompleteError for what it cannot."""
    try:
        return clean_narrative(words)
    except ValidationError as error:
        raise IncompleteError(" ".join(error.messages)) from error


def validate_narrative(value: str) -> None:
    """Model validator: refuse what ``clean_narrative`` refuses."""
    clean_narrative(value)


def _refuse_long(text: str) -> None:
    if len(text) > NARRATIVE_LIMIT:
        over = len(text) - NARRATIVE_LIMIT
        noun = "character" if over == 1 else "characters"
        raise ValidationError(
            f"Shorten this to {NARRATIVE_LIMIT:,} characters or fewer: it is {over:,} {noun} over",
            code="too_long",
        )


def _refuse_hidden_characters(text: str) -> None:
    match = _FORBIDDEN.search(text)
    if match is not None:
        raise ValidationError(
            f"Remove the hidden control character at position {match.start() + 1:,}",
            code="hidden_character",
        )


def _refuse_stacked_marks(text: str, *, most: int) -> None:
    run = 0
    for position, character in enumerate(text, start=1):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > most:
            raise ValidationError(
                f"Remove the stacked accents at position {position:,}", code="stacked_marks"
            )
