#!/usr/bin/env python3
"""Checks csplan's audit history from an export of it. Needs Python 3.11 and nothing else.

    python3 verifier.py history.jsonl
    python3 verifier.py history.jsonl --expect 1204:9f86d081884c7d65…

Each line of the export is one event with the hash that ties it to the one before:

    hash = SHA-256(previous hash ‖ canonical bytes of the event)

The previous hash is its 32 bytes, and 32 zero bytes before event 1. The canonical bytes are the
event as JSON in UTF-8: names sorted by code point, no space between the parts, only the
characters that JSON must escape escaped, and a line feed at the end.

`--expect` takes a sequence number and a hash held elsewhere, as each pack prints them: it shows
that this is the history which that pack was built on, and not one rewritten since.

Exit status: 0 the chain holds; 1 it does not, and the first bad sequence number is named; 2 the
file or an option cannot be read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What stands for the hash before the first event."""

Link = tuple[Mapping[str, Any], str]
"""An event, as it was hashed, and the hash that is kept with it."""


class BrokenError(Exception):
    """The chain does not hold; ``sequence`` is the first number at which it does not."""

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(f"Event {sequence}: {reason}")
        self.sequence = sequence
        self.reason = reason


class UnreadableError(Exception):
    """The file is not an export of the history."""


@dataclass(frozen=True)
class Head:
    """The last event of a chain that holds: its number and its hash."""

    sequence: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def canonical(event: Mapping[str, Any]) -> bytes:
    """The bytes of an event that are hashed."""
    text = json.dumps(
        event, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode() + b"\n"


def chained(previous: str, event: Mapping[str, Any]) -> str:
    """The hash of ``event`` after the event whose hash is ``previous``, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical(event)).hexdigest()


def verify(
    links: Iterable[Link], *, after: Head | None = None, expect: Iterable[Head] = ()
) -> Head:
    """The head of the chain that ``links`` make, which go on from ``after``.

    Raises BrokenError at the first event that was altered, taken out, moved or put in, or whose
    hash is not the one expected of it.
    """
    head = after or Head()
    expected = set(expect)
    expected -= _met(head, expected)
    for event, kept in links:
        head = _next(head, event, kept)
        expected -= _met(head, expected)
    if expected:
        beyond = min(each.sequence for each in expected)
        raise BrokenError(beyond, "is missing: the history ends before it")
    return head


def _met(head: Head, expected: Set[Head]) -> set[Head]:
    """The heads expected where the history has got to, all of which must be the one it has."""
    here = {each for each in expected if each.sequence == head.sequence}
    if here - {head}:
        raise BrokenError(head.sequence, "is not the event that was here when it was printed")
    return here


def _next(head: Head, event: Mapping[str, Any], kept: str) -> Head:
    """The head once ``event`` is added to what ``head`` ends."""
    number, sequence = head.sequence + 1, event.get("sequence")
    if sequence != number:
        reason = f"is missing or out of its place: {sequence} is where it should be"
        raise BrokenError(number, reason)
    found = chained(head.hash, event)
    if found != kept:
        raise BrokenError(number, "does not match its hash: it was altered, moved or put in")
    return Head(number, found)


def read(lines: Iterable[str]) -> Iterator[Link]:
    """The links of an export, one to a line. Raises UnreadableError for anything else."""
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line, parse_constant=_refuse)
            event, kept = row["event"], row["hash"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableError(f"Line {number} is not an event of an export") from error
        if not isinstance(event, dict) or not isinstance(kept, str):
            raise UnreadableError(f"Line {number} is not an event of an export")
        yield event, kept


def _refuse(word: str) -> None:
    """NaN and infinities are no JSON, though Python reads them."""
    raise ValueError(word)


def head_from(text: str) -> Head:
    """Reads "1204:9f86…". Raises ValueError for anything else."""
    sequence, _, digest = text.strip().partition(":")
    if len(digest) != len(GENESIS) or not (sequence.isascii() and sequence.isdigit()):
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    bytes.fromhex(digest)
    return Head(int(sequence), digest.lower())


def main(words: list[str]) -> int:
    """Check the file named in ``words`` and say what was found."""
    parser = argparse.ArgumentParser(description="Checks an export of csplan's audit history.")
    parser.add_argument("file", help="the export, as JSON lines")
    parser.add_argument(
        "--expect", action="append", default=[], type=head_from, metavar="NUMBER:HASH"
    )
    options = parser.parse_args(words)
    try:
        with open(options.file, encoding="utf-8", newline="\n") as file:
            head = verify(read(file), expect=options.expect)
    except BrokenError as error:
        return _said(1, f"The chain does not hold. {error}.")
    except (OSError, UnicodeError, UnreadableError) as error:
        return _said(2, f"The file cannot be checked. {error}.")
    return _said(0, f"The chain of {head.sequence} events holds. Its head is {head}")


def _said(status: int, words: str) -> int:
    stream = sys.stderr if status else sys.stdout
    stream.write(f"{words}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
