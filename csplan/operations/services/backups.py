"""Backing up the whole database into one file, and restoring it from one."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from csplan.audit.selectors import chain_head
from csplan.audit.services import seal_all
from csplan.notices.services import set_aside
from csplan.operations import archives, databases
from csplan.operations.choices import RunKind
from csplan.operations.errors import OperationsError
from csplan.operations.services.runs import note_run


def back_up(*, archive: Path, at: dt.datetime, programs: Path | None = None) -> dict[str, Any]:
    """Write a backup to ``archive``, which must not exist, and return its manifest.

    The file appears whole or not at all. Raises OperationsError.
    """
    databases.open_without_hurry()
    if archive.exists():
        raise OperationsError(f"{archive} exists already")
    seal_all()
    with _workshop(archive.parent) as folder:
        copy = folder / archives.COPY
        with databases.copied_to(copy, programs):
            facts = {"engine": connection.vendor, "made_at": at.isoformat(), **_facts()}
        manifest = archives.write(archive, copy, facts)
    outcome = {"sha256": manifest["sha256"], "size": manifest["size"]}
    note_run(kind=RunKind.BACKUP, action="backup.made", at=at, outcome=outcome)
    return manifest


def restore(*, archive: Path, is_replacing: bool, programs: Path | None = None) -> dict[str, Any]:
    """Restore the backup and return its manifest; the database must be empty or ``is_replacing``.

    Raises OperationsError, and leaves the database as it was, when the file is damaged, of
    another engine or of a later csplan, or when what was restored is not what was backed up.
    Everybody is signed out.
    """
    databases.open_without_hurry()
    if not (is_replacing or databases.is_empty()):
        raise OperationsError("The database is not empty: say --replace to lose what it holds")
    with _workshop(archive.parent) as folder:
        copy, manifest = archives.read(archive, folder)
        _require_fit(manifest)
        databases.restore_from(copy, programs, lambda: _require_same(manifest))
    Session.objects.all().delete()
    return manifest


@transaction.atomic
def note_restore(*, manifest: dict[str, Any], at: dt.datetime) -> int:
    """Add the restore to the history that was restored; call it once its tables are up to date.

    Emails that waited in the backup are set aside, since they may have been sent; how many.
    """
    emails = set_aside(at=at)
    outcome = {
        "sha256": manifest["sha256"],
        "made_at": manifest["made_at"],
        "emails_set_aside": emails,
    }
    note_run(kind=RunKind.RESTORE, action="backup.restored", at=at, outcome=outcome)
    return emails


@contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    """A folder of this account's alone, on the disk that the archive is on."""
    try:
        with tempfile.TemporaryDirectory(prefix=".csplan-backup-", dir=beside) as folder:
            yield Path(folder)
    except OSError as error:
        raise OperationsError(f"{beside} cannot be written to: {error.strerror}") from error


def _facts() -> dict[str, Any]:
    """What the restored database must have in common with this one."""
    return {"migrations": _applied(), "rows": _row_counts(), "head": str(chain_head())}


def _applied() -> list[str]:
    applied = MigrationLoader(connection).applied_migrations
    return sorted(f"{app}.{name}" for app, name in applied)


def _row_counts() -> dict[str, int]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: _count(cursor, quote(table)) for table in tables}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - quoted, as the database gave it
    return int(cursor.fetchone()[0])


def _require_fit(manifest: dict[str, Any]) -> None:
    if manifest["engine"] != connection.vendor:
        raise OperationsError(
            f"The backup is of {manifest['engine']}; this database is {connection.vendor}"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [name for name in manifest["migrations"] if name not in known]:
        raise OperationsError(
            f"The backup is of a later csplan than this one, which has no {unknown[0]}"
        )


def _require_same(manifest: dict[str, Any]) -> None:
    found = _row_counts()
    for table, rows in manifest["rows"].items():
        if found.get(table) != rows:
            raise OperationsError(
                f"The restored database is not the one backed up: {table} holds "
                f"{found.get(table, 'nothing')} rows, not {rows}"
            )
