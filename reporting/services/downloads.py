"""Giving out copies of a pack's files, each of them written down."""

import datetime as dt
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from csplan.core.printing.marking import marked
from reporting.choices import FileKind
from reporting.document.snapshot import digest
from reporting.models import Pack, PackDownload
from reporting.services.files import read_file

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


def give_copy(*, pack: Pack, kind: FileKind, actor: Actor, at: dt.datetime) -> Copy:
    """A copy of the file, hashed anew, with the log's line.

    The PDF and the HTML edition of what is not published are marked as a draft; the stored
    bytes, which are those that will be published, stay as they are. Raises as ``read_file`` does.
    """
    data, sha256 = read_file(pack=pack, kind=kind, actor=actor, at=at), pack.digest_of(kind)
    if not pack.is_released:
        data = as_draft(data, pack, kind)
        sha256 = digest(data)
    name = f"{pack.file_stem}.{ENDINGS[kind]}"
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
