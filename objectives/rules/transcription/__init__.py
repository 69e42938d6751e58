"""Turning the text of a published document, or a filled-in table, into a draft. Pure.

``lines_of_text`` and ``lines_of_table`` give every line of the source, each with the place csplan
takes it to have and, where a person should look, why. ``transcript`` applies what a person says
instead. ``drafted`` makes the draft of the lines, bullet by bullet, with their dates. Nothing of
the source is dropped: each of its words is in one line, and each line is somewhere in the draft,
among what is left out, or among what is not placed.
"""

from objectives.rules.transcription.drafting import Draft, DraftCategory, DraftItem, drafted
from objectives.rules.transcription.files import lines_of_file
from objectives.rules.transcription.lines import (
    MOST_LINES,
    Line,
    TranscriptError,
    code_of,
    moved,
)
from objectives.rules.transcription.moves import Moves, transcript
from objectives.rules.transcription.tables import TEMPLATE_COLUMNS, lines_of_table
from objectives.rules.transcription.text import lines_of_text

__all__ = [
    "MOST_LINES",
    "TEMPLATE_COLUMNS",
    "Draft",
    "DraftCategory",
    "DraftItem",
    "Line",
    "Moves",
    "TranscriptError",
    "code_of",
    "drafted",
    "lines_of_file",
    "lines_of_table",
    "lines_of_text",
    "moved",
    "transcript",
]
