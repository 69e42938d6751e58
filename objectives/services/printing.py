"""Printing what was published, outside any request. The file's row is the job of record."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from csplan.audit.services import record
from csplan.core.canonical import digest
from csplan.core.periods import FinancialYear
from csplan.core.printing.errors import PrinterStoppedError, RenderError
from csplan.core.printing.names import OBJECTIVES_STYLES
from objectives.choices import PrintKind, PrintState
from objectives.models import RevisionEntry, RevisionFile, SetRevision
from objectives.rules.content import as_content
from objectives.rules.printing import MOST_ATTEMPTS
from objectives.rules.reading import read_content
from objectives.selectors.compendiums import Scope, contents_in

logger = logging.getLogger(__name__)

STOPPED = f"Printing was cut off {MOST_ATTEMPTS} times before it was finished"


class Printer(Protocol):
    """What turns HTML into a PDF and checks it; the module ``csplan.core.printing.pdf`` is one."""

    def render_pdf(self, html: str) -> bytes: ...


def print_file(*, file_id: int, moment: Callable[[], dt.datetime], printer: Printer) -> bool:
    """Print one file that waits; True when it was made now.

    A file that is made, given up, overtaken or at work elsewhere is left alone. What cannot be
    printed is given up at once, with the reason: the same words would fail again. Anything else
    that goes wrong, a printer that stopped too, leaves the file waiting, for the sweep.
    """
    file = _begun(file_id, at=moment())
    if file is None:
        return False
    try:
        data = printer.render_pdf(_html(file))
    except PrinterStoppedError:
        logger.exception("%s was not printed this time", file)
        return False
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
    if file.kind == PrintKind.REVISION:
        return _revision_html(file.revision)
    return _compendium_html(file)


def _revision_html(revision: SetRevision) -> str:
    reading = read_content(as_content(revision.content))
    name = reverse("objectives:revision-detail", args=[reading.id, revision.number])
    return _printed("revision", name, revision=revision, reading=reading)


def _compendium_html(file: RevisionFile) -> str:
    """Everything in force in the year, or in the department, by department and holder."""
    entry = file.revision.entry
    year = FinancialYear(entry.year_start)
    if file.kind == PrintKind.YEAR:
        scope, department = Scope(year), ""
        name = reverse("objectives:year-detail", args=[year.slug])
    else:
        scope, department = Scope(year, entry.department_slug), entry.department_name
        name = reverse("objectives:department-detail", args=[year.slug, entry.department_slug])
    readings = [read_content(content) for content in contents_in(scope)]
    title = f"{department or 'Every department'}: objectives for {year.label}"
    return _printed(
        "compendium",
        name,
        revision=file.revision,
        readings=readings,
        year=year,
        department=department,
        title=title,
    )


def _printed(template: str, name: str, **context: object) -> str:
    """The finished HTML of what is found at ``name``."""
    shared = {"style_sheet": OBJECTIVES_STYLES, "address": f"{settings.CSPLAN_ADDRESS}{name}"}
    return render_to_string(f"objectives/print/{template}.html", shared | context)


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
