"""What a password may not be.

Django's list of common passwords holds 190 of twelve characters and more, which nobody who is
asked for twelve would stop at. What they do instead is double a short one, put two together, or
put figures and signs round one: so that is what is refused, made by rule from the same list.
"""

import re
from functools import cache
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from csplan.accounts.choices import LONG_PASSWORD_ROLES
from csplan.accounts.models import User

LONG: Final = 15
SHORTEST_PIECE: Final = 4
MOST_PIECES: Final = 2
MOST_LOOKED_AT: Final = 200
"""Characters: the work grows with their square, and nobody needs more to be hard to guess."""

FEWEST_LETTERS_OF_NO_PATTERN: Final = 5
RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
SPELLED: Final = str.maketrans("@4301$5!7", "aaeoissit")
ROUND_IT: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
OWN_WORDS: Final = frozenset(
    {"csplan", "civil", "service", "cabinet", "department", "government", "locality", "whitehall"}
)
"""What somebody who guesses at csplan would try besides."""
TOO_COMMON: Final = (
    "Enter a password that is not made of common passwords, words in a row or dates"
)


class RoleLengthValidator:
    """Asks administrators and the Head for 15 characters, also before their role begins."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < LONG and isinstance(user, User) and needs_a_long_password(user):
            raise ValidationError(f"Enter a password of at least {LONG} characters")

    def get_help_text(self) -> str:
        return f"Administrators and the Head of CS Local use at least {LONG} characters."


def needs_a_long_password(user: User) -> bool:
    """Whether the user holds, held or will hold a role whose password must be long."""
    return user.pk is not None and user.grants.filter(role__in=LONG_PASSWORD_ROLES).exists()


class GuessablePasswordValidator:
    """Refuses what guessing by rule finds soon: see ``is_guessable``."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            raise ValidationError(TOO_COMMON, code="password_too_common")

    def get_help_text(self) -> str:
        return "Your password must not be made of common passwords."


def is_guessable(password: str) -> bool:
    """Whether it is one or two common passwords, a run of keys or a repetition.

    Capitals, signs for letters (`p@ssw0rd`), and figures and signs before, between and after
    change nothing. Three or more words are never refused for being words. One of more than 200
    characters is judged by those it begins with.
    """
    folded = password[:MOST_LOOKED_AT].casefold()
    core = ROUND_IT.sub("", folded)
    return any(
        _has_few_characters(form) or _is_few_pieces(form)
        for form in {folded, core.translate(SPELLED)}
    )


def _has_few_characters(text: str) -> bool:
    """`aaaaaaaaaaaa`, `abcabcabcabc`, `123123123123`."""
    return len(set(text)) < FEWEST_LETTERS_OF_NO_PATTERN


def _is_few_pieces(text: str) -> bool:
    """Whether figures and signs aside there is nothing but one or two known pieces."""
    words = [word for word in re.split(r"[\W\d_]+", text) if word]
    whole = re.sub(r"[\W_]+", "", text)
    return _splits(tuple(words)) or _splits((whole,)) or not words


def _splits(words: tuple[str, ...]) -> bool:
    """Whether the words are one or two different known pieces, however often repeated."""
    found: set[str] = set()
    for word in words:
        pieces = _pieces(word)
        if pieces is None:
            return False
        found |= pieces
    return 0 < len(found) <= MOST_PIECES


def _pieces(word: str) -> frozenset[str] | None:
    """The fewest different known pieces, two at most, that the word is made of; else None."""
    if _is_known(word):
        return frozenset({word})
    for end in range(1, len(word)):
        first, rest = word[:end], word[end:]
        if not _is_known(first):
            continue
        rest = _without(first, rest)
        if not rest or _is_known(rest):
            return frozenset({first, rest} - {""})
    return None


def _without(piece: str, text: str) -> str:
    """What is left of the text after the piece, said any number of times."""
    while text.startswith(piece):
        text = text.removeprefix(piece)
    return text


def _is_known(piece: str) -> bool:
    if len(piece) < SHORTEST_PIECE:
        return len(set(piece)) == 1
    return piece in _common() or any(piece in run or piece in run[::-1] for run in RUNS)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | OWN_WORDS
