"""The sealed history as a chain: read in order, checked, and written out for others to check."""

import json
from collections.abc import Iterable, Iterator

from csplan.audit.models import AuditEvent
from csplan.audit.rules import HASHED, content
from csplan.audit.selectors import chain_head
from csplan.audit.verifier import Head, Link, verify

READ_AT_ONCE = 2_000


def verify_history(*, latest: int | None = None, expect: Iterable[Head] = ()) -> Head:
    """The chain's head, once each sealed event is found to be the one that was sealed.

    ``latest`` checks no more than so many events at its end. Raises BrokenError at the first
    that is not right.
    """
    after = _before_the(latest) if latest else Head()
    return verify(links(after.sequence), after=after, expect=expect)


def links(after: int = 0) -> Iterator[Link]:
    """Each sealed event with its hash, in order, from the one that follows ``after``.

    They are read some at a time, so that a history of any length needs little memory and no
    long query.
    """
    sealed = AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence")
    while rows := list(sealed.filter(sequence__gt=after).values("hash", *HASHED)[:READ_AT_ONCE]):
        for row in rows:
            yield content(row), row["hash"]
        after = rows[-1]["sequence"]


def lines() -> Iterator[str]:
    """The whole chain as ``csplan/audit/verifier.py`` reads it, one event to a line."""
    for event, kept in links():
        yield json.dumps({"event": event, "hash": kept}, ensure_ascii=False) + "\n"


def _before_the(latest: int) -> Head:
    """The head of the chain without its last ``latest`` events."""
    sequence = chain_head().sequence - latest
    found = AuditEvent.objects.filter(sequence=sequence).values_list("hash", flat=True).first()
    return Head(sequence, found) if found else Head()
