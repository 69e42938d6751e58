"""Giving out copies of a pack's files, each of them written down."""

import datetime as dt
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from csplan.core.errors import NotPermittedError
from csplan.core.printing.marking import marked
from reporting.choices import FileKind
from reporting.document.snapshot import digest
from reporting.models import Pack, PackDownload, PackFile
from reporting.permissions import can_read
from reporting.services.files import checked_content

DRAFT = "DRAFT"
ENDINGS: dict[str, str] = {
    FileKind.SNAPSHOT: "json",
    FileKind.PDF: "pdf",
    FileKind.PAGE: "html",
    FileKind.EDITION: "html",
    FileKind.ODS: "ods",
    FileKind.CSV: "csv.zip",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """What somebody is given, under the name it is saved by."""

    name: str
    data: bytes


def give_copy(*, stored: PackFile, actor: Actor, at: dt.datetime) -> Copy:
    """A copy of the file, hashed anew, with the log's line; ``stored`` comes with its pack.

    The PDF and the HTML edition of what is not published are marked as a draft; the stored
    bytes, which are those that will be published, stay as they are. Raises NotPermittedError
    or EvidenceError, which leaves an audit event.
    """
    pack, kind = stored.pack, FileKind(stored.kind)
    if not can_read(actor, pack):
        raise NotPermittedError("Only published packs can be read")
    data = checked_content(pack, kind, stored, by=actor.person, at=at)
    if not pack.is_released:
        data = as_draft(data, pack, kind)
    name = f"{pack.file_stem}.{ENDINGS[kind]}"
    sha256 = stored.sha256 if pack.is_released else digest(data)
    PackDownload.objects.create(pack=pack, person=actor.person, file=name, sha256=sha256, at=at)
    return Copy(name, data)


def as_draft(data: bytes, pack: Pack, kind: FileKind) -> bytes:
    """The copy that is given out of a build that is not published."""
    line = f"{DRAFT}: edition {pack.edition}, build {pack.build}, is not published"
    match kind:
        case FileKind.PDF:
            return marked(data, word=DRAFT, line=line)
        case FileKind.EDITION:
            notice = f'<p class="pack-notice"><strong>{line}</strong></p>'
            return data.replace(b"<body>", f"<body>\n{notice}".encode(), 1)
    return data
