"""Keeping the lines of a pack once it is published, so that people can find and follow them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from reporting.choices import FileKind
from reporting.document.published import KeptLine, kept_lines
from reporting.document.snapshot import parse
from reporting.models import Pack, PublishedLine
from reporting.rules_search import kept_stems
from reporting.services.files import verified_content


def keep_lines(pack: Pack, snapshot: Mapping[str, Any]) -> None:
    """Add the lines of ``snapshot``, which is the pack's own; in the transaction of publishing."""
    PublishedLine.objects.bulk_create(
        _row(pack, position, line) for position, line in enumerate(kept_lines(snapshot))
    )


def keep_missing_lines(*, at: dt.datetime) -> Iterator[Pack]:
    """Add what was not kept yet when a pack was published, oldest first; each once it is done.

    Raises EvidenceError for a pack whose record is not what was stored.
    """
    for pack in Pack.objects.released().select_related("period").order_by("pk"):
        data = verified_content(pack, FileKind.SNAPSHOT, by=None, at=at)
        if _add_missing(pack, parse(data)):
            yield pack


def _add_missing(pack: Pack, snapshot: Mapping[str, Any]) -> int:
    """Those whose key the pack has no line of, after the others. How many there were."""
    known = set(pack.lines.values_list("key", flat=True))
    missing = [line for line in kept_lines(snapshot) if line.key not in known]
    rows = [_row(pack, place, line) for place, line in enumerate(missing, start=len(known))]
    return len(PublishedLine.objects.bulk_create(rows))


def _row(pack: Pack, position: int, line: KeptLine) -> PublishedLine:
    return PublishedLine(
        pack=pack,
        position=position,
        key=line.key,
        kind=line.kind,
        title=line.title,
        place=line.place,
        anchor=line.anchor,
        standing=line.standing,
        body=line.body,
        locality=line.locality,
        outcome=line.outcome,
        department=line.department,
        rating=line.facts.get("rating", ""),
        title_stems=kept_stems(line.title),
        stems=kept_stems(f"{line.title} {line.place} {line.standing} {line.body}"),
        facts=line.facts,
    )
