"""Typed readings of the environment that stop the program, naming the variable, when wrong.

Every reading honours NAME_FILE as well as NAME, so that a container's secret can stay a file.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

# Without a cache: what is read is what the variables say now.
VALUES = FileAwareMapping(cache=False)

WORDS_FOR_TRUE = frozenset({"1", "on", "true", "yes"})
WORDS_FOR_FALSE = frozenset({"0", "off", "false", "no"})


def is_given(name: str) -> bool:
    """Say whether the variable, or its _FILE form, is set to anything at all."""
    return any(os.environ.get(key) for key in (name, f"{name}_FILE"))


def text(name: str) -> str:
    """Return the variable's value; raise ImproperlyConfigured when it is missing or blank."""
    try:
        # Not through environ.Env, which takes a leading $ for another variable's name.
        value = str(VALUES[name]).strip()
    except (KeyError, OSError) as error:
        raise ImproperlyConfigured(f"Set the {name} environment variable") from error
    if not value:
        raise ImproperlyConfigured(f"Set the {name} environment variable: it is blank")
    return value


def secret(name: str, *, least: int) -> str:
    """Return a secret of at least so many characters, or nothing when the variable is not set."""
    if not is_given(name):
        return ""
    value = text(name)
    if len(value) < least:
        raise ImproperlyConfigured(f"Set {name} to at least {least} characters drawn at random")
    return value


def folder(name: str) -> Path | None:
    """Return a folder that is there and can be written to; None when the variable is not set."""
    if not is_given(name):
        return None
    path = Path(text(name))
    if not path.is_dir() or not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"Set {name} to a folder that csplan may write to: {path}")
    return path


def names(name: str) -> list[str]:
    """Return the comma-separated values of a variable, at least one."""
    values = [value.strip() for value in text(name).split(",") if value.strip()]
    if not values:
        raise ImproperlyConfigured(f"Set the {name} environment variable: it lists nothing")
    return values


def whole_number(name: str, *, default: int) -> int:
    """Return a whole number of zero or more."""
    if not is_given(name):
        return default
    digits = text(name)
    if digits.isascii() and digits.isdigit():
        return int(digits)
    raise ImproperlyConfigured(f"Set {name} to a whole number: it is {digits!r}")


def switch(name: str, *, default: bool) -> bool:
    """Return whether a yes-or-no variable says yes; anything that is neither is refused."""
    if not is_given(name):
        return default
    word = text(name).lower()
    if word in WORDS_FOR_TRUE | WORDS_FOR_FALSE:
        return word in WORDS_FOR_TRUE
    raise ImproperlyConfigured(f"Set {name} to yes or no: it is {word!r}")


def url(name: str, *schemes: str) -> str:
    """Return an address that begins with one of the schemes."""
    address = text(name)
    if address.partition("://")[0] in schemes:
        return address
    # The address itself may hold a password, so the message leaves it out.
    raise ImproperlyConfigured(f"Set {name} to an address beginning {'://, '.join(schemes)}://")


def refuse(name: str, reason: str) -> None:
    """Stop the program when a variable is set that must not be."""
    if is_given(name):
        raise ImproperlyConfigured(f"Unset {name}: {reason}")
