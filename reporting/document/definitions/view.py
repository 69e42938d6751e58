"""What each rating means."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import DEFINITIONS, Rating
from reporting.document.rows import chip

UNKNOWN = "The locality’s return was not accepted, or said nothing of the milestone."


@dataclass(frozen=True, slots=True)
class Definition:
    chip: SafeString
    words: str


def definitions() -> Sequence[Definition]:
    """Of each rating, the best first, and of none."""
    known = [Definition(chip(rating), DEFINITIONS[rating]) for rating in Rating.values]
    return [*known, Definition(chip(""), UNKNOWN)]
