"""Building a pack: from the quarter's returns to three files that say the same thing.

Workers and commands alone import this module, so pages do without the renderer and its libraries.
"""

import datetime as dt
import logging
from enum import Enum

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection, transaction

from csplan.audit.services import record, seal_all
from csplan.core.printing.errors import RenderError
from csplan.core.printing.names import FONTS
from reporting.choices import BuildStep, FileKind, PackState
from reporting.document.snapshot import SCHEMA
from reporting.models import Pack, PackFile
from reporting.selectors.resting import RESTS_ON
from reporting.services.errors import BuildError, LeaseLostError
from reporting.services.fingerprint import libraries
from reporting.services.freezing import freeze
from reporting.services.leases import RELEASED, Lease, Moments, take_lease
from reporting.services.making import Printer, make
from reporting.services.reuse import Input, Made, input_of, made_before, read_from, unchanged

logger = logging.getLogger(__name__)

COPY_FILES = """
INSERT INTO reporting_packfile (pack_id, kind, content, sha256, size)
SELECT %s, kind, content, sha256, size FROM reporting_packfile WHERE pack_id = %s
"""


class Outcome(Enum):
    """How one attempt ended."""

    NOT_TAKEN = "somebody else has it, or it is done"
    BUILT = "built"
    TRY_AGAIN = "waits for another attempt"
    FAILED = "failed for good"
    OVERTAKEN = "another worker took it up meanwhile"


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
        return _give_up(lease, _in_plain_words(error))
    return Outcome.BUILT


def _build(lease: Lease, printer: Printer, dated: Moments) -> None:
    at = dated()
    if found := unchanged(lease.pack, at=at):
        _store(lease, *found, at=at)
        return
    lease.report(BuildStep.COLLECT)
    seal_all()
    frozen = freeze(lease.pack, at=at)
    content = input_of(frozen)
    made = made_before(lease.pack, content.key) or make(frozen.snapshot, printer, lease.report)
    made.notes.update(read_from(frozen, lease.pack, at=at))
    lease.report(BuildStep.STORE)
    _store(lease, content, made, at=dated())


@transaction.atomic
def _store(lease: Lease, content: Input, made: Made, *, at: dt.datetime) -> None:
    """Keep every file, or none when another worker holds the build by now."""
    pack, digests = lease.pack, made.digests
    rests_on = {"returns": content.returns, RESTS_ON: content.rests_on}
    manifest = _manifest(made, at=at) | rests_on
    lease.write(
        state=PackState.BUILT,
        built_at=at,
        gaps=list(content.gaps),
        input_digest=content.key,
        snapshot_digest=digests[FileKind.SNAPSHOT],
        pdf_digest=digests[FileKind.PDF],
        page_digest=digests[FileKind.PAGE],
        manifest=manifest,
        failure_reason="",
        **RELEASED,
    )
    _keep_files(pack, made)
    after = {"attempts": pack.attempts, "digests": manifest["digests"]}
    record(action="pack.built", target=pack, actor=None, at=at, after=after)


def _keep_files(pack: Pack, made: Made) -> None:
    """Their bytes are sent to the database once: an earlier build's are copied inside it."""
    if made.kept_from is not None:
        with connection.cursor() as cursor:
            cursor.execute(COPY_FILES, [pack.pk, made.kept_from.pk])
        return
    PackFile.objects.bulk_create(
        PackFile(pack=pack, kind=kind, content=data, sha256=made.digests[kind], size=len(data))
        for kind, data in made.files.items()
    )


def _manifest(made: Made, *, at: dt.datetime) -> dict[str, object]:
    """What the files are and what made them, so that they can be made again and compared."""
    return {
        "schema": SCHEMA,
        "built_at": at.isoformat(),
        "digests": {kind.value: digest for kind, digest in made.digests.items()},
        "sizes": {kind.value: len(data) for kind, data in made.files.items()},
        "libraries": libraries(),
        "fonts": list(FONTS),
        **made.notes,
    }


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
