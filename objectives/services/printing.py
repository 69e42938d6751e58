"""Printing what was published, outside any request. The file's row is the job of record."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Protocol

from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from csplan.audit.services import record
from csplan.core.canonical import digest
from csplan.core.periods import FinancialYear
from csplan.core.printing.assets import OBJECTIVES_STYLES, printable
from csplan.core.printing.errors import RenderError
from objectives.choices import PrintKind, PrintState
from objectives.models import RevisionEntry, RevisionFile
from objectives.rules.content import as_content
from objectives.rules.printing import MOST_ATTEMPTS
from objectives.rules.reading import Reading, read_content
from objectives.selectors.compendiums import Scope, contents_in

logger = logging.getLogger(__name__)

STOPPED = f"Printing was cut off {MOST_ATTEMPTS} times before it was finished"


class Printer(Protocol):
    """What turns HTML into a PDF; the module ``csplan.core.printing.pdf`` is one."""

    def render_pdf(self, html: str) -> bytes: ...

    def check_pdf(self, data: bytes) -> None: ...


def print_file(*, file_id: int, moment: Callable[[], dt.datetime], printer: Printer) -> bool:
    """Print one file that waits; True when it was made now.

    A file that is made, given up, overtaken or at work elsewhere is left alone. What cannot be
    printed is given up at once, with the reason: the same words would fail again. Anything else
    that goes wrong leaves the file waiting, for the sweep.
    """
    file = _begun(file_id, at=moment())
    if file is None:
        return False
    try:
        data = printer.render_pdf(_html(file))
        printer.check_pdf(data)
    except RenderError as error:
        logger.exception("%s could not be printed", file)
        _give_up(file, str(error), at=moment())
        return False
    _store(file, data, at=moment())
    return True


@transaction.atomic
def sweep_prints(*, at: dt.datetime) -> list[int]:
    """The files that were forgotten, to be asked for again. Doing it twice does no harm.

    One whose every attempt was cut off has failed.
    """
    forgotten = RevisionFile.objects.forgotten_at(at)
    for file in forgotten.filter(attempts__gte=MOST_ATTEMPTS).defer("content"):
        _give_up(file, STOPPED, at=at)
    again = list(forgotten.order_by("queued_at", "pk").values_list("pk", flat=True))
    RevisionFile.objects.filter(pk__in=again).update(queued_at=at)
    return again


@transaction.atomic
def ask_again(*, at: dt.datetime) -> list[int]:
    """Let every file that failed be tried afresh, and name all that wait."""
    RevisionFile.objects.filter(state=PrintState.FAILED).update(
        state=PrintState.WAITING, attempts=0, failure="", queued_at=at
    )
    waiting = RevisionFile.objects.filter(state=PrintState.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _begun(file_id: int, *, at: dt.datetime) -> RevisionFile | None:
    """The file with this attempt counted; None where there is nothing to do."""
    files = RevisionFile.objects.select_related("revision__entry").defer("content")
    file = files.filter(pk=file_id, state=PrintState.WAITING).first()
    if file is None or _is_overtaken(file):
        return None
    # Whoever counts the attempt has the job: another worker counted from the same number.
    mine = RevisionFile.objects.filter(
        pk=file.pk, state=PrintState.WAITING, attempts=file.attempts
    )
    taken = mine.update(attempts=F("attempts") + 1, queued_at=at)
    return file if taken else None


def _is_overtaken(file: RevisionFile) -> bool:
    """Whether the compendium is to be printed again anyway, for a later publication."""
    if file.kind == PrintKind.REVISION:
        return False
    entry = file.revision.entry
    later = RevisionFile.objects.filter(
        _same_scope(entry, file.kind), kind=file.kind, state=PrintState.WAITING, pk__gt=file.pk
    )
    if not later.exists():
        return False
    waiting = RevisionFile.objects.filter(pk=file.pk, state=PrintState.WAITING)
    waiting.update(state=PrintState.OVERTAKEN)
    return True


def _same_scope(entry: RevisionEntry, kind: str) -> Q:
    year = Q(revision__entry__year_start=entry.year_start)
    if kind == PrintKind.YEAR:
        return year
    return year & Q(revision__entry__department_slug=entry.department_slug)


def _html(file: RevisionFile) -> str:
    entry, revision = file.revision.entry, file.revision
    if file.kind == PrintKind.REVISION:
        readings = [read_content(as_content(revision.content))]
        return _printed("revision", readings, reading=readings[0], revision=revision)
    department = entry.department_slug if file.kind == PrintKind.DEPARTMENT else ""
    year = FinancialYear(entry.year_start)
    readings = [read_content(each) for each in contents_in(Scope(year, department))]
    name = entry.department_name if department else ""
    return _printed("compendium", readings, year=year, department=name, revision=revision)


def _printed(name: str, readings: list[Reading], **context: object) -> str:
    words = {"readings": readings, "style_sheet": OBJECTIVES_STYLES, **context}
    return printable(render_to_string(f"objectives/print/{name}.html", words))


@transaction.atomic
def _store(file: RevisionFile, data: bytes, *, at: dt.datetime) -> None:
    made = {"content": data, "digest": digest(data), "size": len(data), "made_at": at}
    waiting = RevisionFile.objects.filter(pk=file.pk, state=PrintState.WAITING)
    if waiting.update(state=PrintState.MADE, failure="", **made):
        after = {"kind": file.kind, "digest": made["digest"], "size": len(data)}
        record(action="setrevision.printed", target=file.revision, actor=None, at=at, after=after)


@transaction.atomic
def _give_up(file: RevisionFile, reason: str, *, at: dt.datetime) -> None:
    waiting = RevisionFile.objects.filter(pk=file.pk, state=PrintState.WAITING)
    if waiting.update(state=PrintState.FAILED, failure=reason[:500]):
        after = {"kind": file.kind, "reason": reason}
        record(
            action="setrevision.unprinted", target=file.revision, actor=None, at=at, after=after
        )
