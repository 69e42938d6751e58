"""Telling anybody who holds a file whether it is a published edition, and which."""

import datetime as dt
from dataclasses import dataclass

from reporting.choices import FileKind
from reporting.models import Pack, PackFile


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a digest is of, to be told to anybody; ``replaced_by`` is the edition in force."""

    pack: Pack
    title: str
    edition: int
    form: str
    published_at: dt.datetime | None
    replaced_by: int | None

    @property
    def is_superseded(self) -> bool:
        return self.replaced_by is not None


def verify(digest: str) -> Verdict | None:
    """The published edition that has a file with this SHA-256; None for anything else.

    A build that is not published is answered as what csplan never saw. At most two queries,
    and the first of them alone for what is not known.
    """
    found = (
        PackFile.objects.filter(sha256=digest, pack__in=Pack.objects.released())
        .select_related("pack__period", "pack__locality")
        .defer("content")
        .order_by("-pack__published_at")
        .first()
    )
    if found is None:
        return None
    pack = found.pack
    return Verdict(
        pack=pack,
        title=pack.title,
        edition=pack.edition,
        form=FileKind(found.kind).label,
        published_at=pack.published_at,
        replaced_by=_current_edition(pack) if pack.superseded_at else None,
    )


def _current_edition(pack: Pack) -> int | None:
    current = Pack.objects.for_period(pack.period, pack.subject).published()
    return current.values_list("edition", flat=True).first()
