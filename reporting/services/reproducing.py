"""Making a pack again from its stored content, with today's code, and comparing.

Workers and commands alone import this module.
"""

import datetime as dt
import html
import re
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from io import BytesIO

from csplan.core.printing.text import text_of
from reporting.choices import FileKind, Sameness
from reporting.document.snapshot import parse
from reporting.models import Pack, PackReproduction
from reporting.services.files import verified_content
from reporting.services.fingerprint import libraries
from reporting.services.making import Printer, make

MOST_DIFFERENCES = 10
WORDS_SHOWN = 12
TAG = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)


def reproduce(*, pack: Pack, printer: Printer, at: dt.datetime) -> PackReproduction:
    """Make the pack's files again and keep how they compare with those that were stored.

    Identical is every byte of every file; the same words means that some file differs in its
    bytes and none in what it says; of anything else the first differences are named. Raises
    EvidenceError when what is stored is not what was stored, RenderError when nothing is made.
    """
    kinds = [FileKind(kind) for kind in pack.digests]
    stored = {kind: verified_content(pack, kind, by=None, at=at) for kind in kinds}
    made = make(parse(stored[FileKind.SNAPSHOT]), printer).files
    changed = [kind for kind in kinds if made.get(kind) != stored[kind]]
    found = [line for kind in changed for line in _differences(kind, stored[kind], made[kind])]
    return PackReproduction.objects.create(
        pack=pack,
        at=at,
        sameness=_sameness(changed, found),
        differences=found[:MOST_DIFFERENCES] or [f"{each.label}: bytes only" for each in changed],
        libraries=libraries(),
    )


def _sameness(changed: list[FileKind], found: list[str]) -> Sameness:
    if not changed:
        return Sameness.IDENTICAL
    return Sameness.DIFFERENT if found else Sameness.SAME_WORDS


def _differences(kind: FileKind, before: bytes, after: bytes) -> Iterator[str]:
    """What one form says differently, as "PDF: “old words” became “new words”"."""
    old, new = words_of(kind, before), words_of(kind, after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    # Comparing every word with every other is slow, and most packs do not differ.
    if old == new:
        return
    for name, a, b, c, d in matcher.get_opcodes():
        if name != "equal":
            yield f"{kind.label}: “{_shown(old[a:b])}” became “{_shown(new[c:d])}”"


def _shown(words: list[str]) -> str:
    more = " …" if len(words) > WORDS_SHOWN else ""
    return " ".join(words[:WORDS_SHOWN]) + more


def words_of(kind: FileKind, data: bytes) -> list[str]:
    """What a file says, word by word, without how it looks."""
    match kind:
        case FileKind.PDF:
            return text_of(data).split()
        case FileKind.PAGE | FileKind.EDITION:
            return html.unescape(TAG.sub(" ", data.decode())).split()
        case FileKind.ODS | FileKind.CSV:
            return list(_packed_words(data))
        case _:
            return data.decode().split()


def _packed_words(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            yield name
            text = archive.read(name).decode(errors="replace")
            yield from html.unescape(TAG.sub(" ", text)).split()
