"""Building a pack: from the quarter's returns to three files that say the same thing.

Workers and commands alone import this module, so pages do without the renderer and its libraries.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from enum import Enum
from importlib.metadata import version
from typing import Any, Protocol

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction

from csplan.audit.services import record, seal_all
from csplan.core.models import ReportingPeriod
from csplan.core.printing.assets import FONTS
from csplan.core.printing.errors import RenderError
from programme.models import QuarterlyReturn
from reporting.choices import BuildStep, FileKind, PackState
from reporting.document.content import pack_snapshot
from reporting.document.pages import key_facts, render_html, render_reading_page
from reporting.document.snapshot import SCHEMA, canonical_bytes, digest, parse
from reporting.models import Pack, PackFile
from reporting.selectors import gaps_in, latest_returns
from reporting.services.errors import BuildError, LeaseLostError
from reporting.services.leases import RELEASED, Lease, Moments, take_lease

logger = logging.getLogger(__name__)

LIBRARIES = ("Django", "weasyprint", "pydyf")


class Outcome(Enum):
    """How one attempt ended."""

    NOT_TAKEN = "somebody else has it, or it is done"
    BUILT = "built"
    TRY_AGAIN = "waits for another attempt"
    FAILED = "failed for good"
    OVERTAKEN = "another worker took it up meanwhile"


class Printer(Protocol):
    """What turns HTML into a PDF; the module ``csplan.core.printing.pdf`` is one."""

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes: ...

    def check_pdf(self, data: bytes) -> None: ...


def run_build(
    *, pack_id: int, moment: Moments, printer: Printer, dated: Moments | None = None
) -> Outcome:
    """Make one attempt at the pack. ``moment`` tells the time whenever it is needed.

    ``dated`` tells the moment the pack itself is to bear where that is another one, as in a
    demonstration of past quarters. Leases always go by ``moment``.

    The pack is whole afterwards, or holds nothing and says why. Whatever goes wrong counts as
    an attempt; only what stops the process is left to the sweep.
    """
    lease = take_lease(pack_id, moment)
    if lease is None:
        return Outcome.NOT_TAKEN
    try:
        _build(lease, printer, dated or moment)
    except LeaseLostError:
        return Outcome.OVERTAKEN
    except Exception as error:
        logger.exception("Pack %s, attempt %s", pack_id, lease.pack.attempts)
        return _give_up(lease, _in_plain_words(_first_cause(error)))
    return Outcome.BUILT


def _build(lease: Lease, printer: Printer, dated: Moments) -> None:
    lease.report(BuildStep.COLLECT)
    seal_all()
    data, gaps = _freeze(lease, at=dated())
    snapshot = parse(data)
    lease.report(BuildStep.COMPOSE)
    html, page = render_html(snapshot), render_reading_page(snapshot)
    lease.report(BuildStep.PRINT)
    pdf = printer.render_pdf(html, progress=lambda words: lease.report(BuildStep.PRINT, words))
    lease.report(BuildStep.CHECK)
    printer.check_pdf(pdf)
    lease.report(BuildStep.STORE)
    files = {FileKind.SNAPSHOT: data, FileKind.PDF: pdf, FileKind.PAGE: page.encode()}
    extra = {"returns": _held(snapshot), "facts": key_facts(snapshot)}
    _store(lease, files, gaps, at=dated(), extra=extra)


@transaction.atomic
def _freeze(lease: Lease, *, at: dt.datetime) -> tuple[bytes, tuple[str, ...]]:
    """The quarter's content at one moment, as canonical bytes, and whose return is missing.

    The returns are locked meanwhile: every save to one takes its row first.
    """
    pack = lease.pack
    ReportingPeriod.objects.select_for_update(no_key=True).get(pk=pack.period_id)
    list(
        QuarterlyReturn.objects.for_period(pack.period)
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    gaps = gaps_in(latest_returns(pack.period).select_related("locality"))
    _refuse_new_gaps(pack, gaps)
    snapshot = pack_snapshot(
        period=pack.period,
        edition=pack.edition,
        build=pack.build,
        at=at,
        requested_by=pack.requested_by.full_name,
        gaps=gaps,
        gap_reason=pack.gap_reason,
    )
    return canonical_bytes(snapshot), gaps


def _refuse_new_gaps(pack: Pack, gaps: tuple[str, ...]) -> None:
    if new := [name for name in gaps if name not in pack.gaps]:
        names = ", ".join(new)
        raise BuildError(f"Since the pack was asked for, these returns were reopened: {names}")


@transaction.atomic
def _store(
    lease: Lease,
    files: dict[FileKind, bytes],
    gaps: tuple[str, ...],
    *,
    at: dt.datetime,
    extra: dict[str, Any],
) -> None:
    """Keep every file, or none when another worker holds the build by now."""
    pack = lease.pack
    digests = {kind: digest(content) for kind, content in files.items()}
    manifest = _manifest(files, digests, at=at) | extra
    lease.write(
        state=PackState.BUILT,
        built_at=at,
        gaps=list(gaps),
        snapshot_digest=digests[FileKind.SNAPSHOT],
        pdf_digest=digests[FileKind.PDF],
        page_digest=digests[FileKind.PAGE],
        manifest=manifest,
        failure_reason="",
        **RELEASED,
    )
    PackFile.objects.bulk_create(
        PackFile(pack=pack, kind=kind, content=data, sha256=digests[kind], size=len(data))
        for kind, data in files.items()
    )
    after = {"attempts": pack.attempts, "digests": manifest["digests"]}
    record(action="pack.built", target=pack, actor=None, at=at, after=after)


def _held(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which returns the pack rests on, and as of which version."""
    names = ("locality", "state", "revision", "version")
    return [{name: row[name] for name in names} for row in snapshot["returns"]]


def _manifest(
    files: dict[FileKind, bytes], digests: dict[FileKind, str], *, at: dt.datetime
) -> dict[str, object]:
    """What the files are and what made them, so that they can be made again and compared."""
    return {
        "schema": SCHEMA,
        "built_at": at.isoformat(),
        "digests": {kind.value: digests[kind] for kind in files},
        "sizes": {kind.value: len(data) for kind, data in files.items()},
        "libraries": {name: version(name) for name in LIBRARIES},
        "fonts": list(FONTS),
    }


def _first_cause(error: BaseException) -> BaseException:
    """What stopped the renderer, where it was not the renderer: it wraps whatever it meets."""
    cause = error.__cause__
    return cause if isinstance(cause, SoftTimeLimitExceeded | DatabaseError) else error


def _in_plain_words(error: BaseException) -> str:
    """The reason people are shown. Messages not written for them stay in the log."""
    match error:
        case BuildError() | RenderError():
            return str(error)
        case SoftTimeLimitExceeded():
            return "Making the pack took longer than a build may take"
        case DatabaseError():
            return "The database did not answer while the pack was being built"
        case _:
            kind = type(error).__name__
            return f"Something unexpected went wrong while the pack was built ({kind})"


def _give_up(lease: Lease, reason: str) -> Outcome:
    try:
        return Outcome.TRY_AGAIN if lease.give_up(reason) else Outcome.FAILED
    except LeaseLostError:
        return Outcome.OVERTAKEN
