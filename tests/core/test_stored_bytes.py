"""Bytes come out of either database as they went in, in one statement."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from csplan.accounts.models import User
from csplan.core.stored_bytes import stored_bytes
from csplan.registers.models import PendingImport
from reporting.models import PackBatch
from tests.conftest import NOW, Cast
from tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db

EVERY_BYTE = bytes(range(256))


def keep(data: bytes, owner: User, name: str = "staff.csv") -> PendingImport:
    return PendingImport.objects.create(
        owner=owner, register="staff", file_name=name, data=data, created_at=NOW, expires_at=NOW
    )


class TestStoredBytes:
    @pytest.mark.parametrize(
        "data",
        [b"", b"\0", b"\xff\xff", EVERY_BYTE, b"\\x0041", EVERY_BYTE * 4096],
        ids=["none", "nought", "minus one", "every byte", "an escape", "a megabyte"],
    )
    def test_are_those_that_were_stored(self, cast: Cast, data: bytes) -> None:
        kept = keep(data, cast.auditor)

        assert stored_bytes(PendingImport, "data", id=kept.pk) == data

    def test_cost_one_statement(self, cast: Cast) -> None:
        kept = keep(EVERY_BYTE, cast.auditor)

        with CaptureQueriesContext(connection) as captured:
            stored_bytes(PendingImport, "data", id=kept.pk)

        assert len(captured) == 1

    def test_are_those_of_the_row_that_is_asked_for(self, cast: Cast) -> None:
        """By all that is given, whatever a statement might read in it."""
        name = "50% of 'staff'; \\ \"%s\" $1.csv"
        keep(b"another's", cast.auditor)
        keep(b"of somebody else", cast.administrator, name)
        keep(EVERY_BYTE, cast.auditor, name)

        found = stored_bytes(PendingImport, "data", file_name=name, owner=cast.auditor.pk)

        assert found == EVERY_BYTE

    def test_are_none_without_a_row(self) -> None:
        assert stored_bytes(PendingImport, "data", file_name="staff.csv") is None

    def test_are_none_where_none_were_stored(self, cast: Cast) -> None:
        batch = PackBatch.objects.create(
            period=ReportingPeriodFactory.create(), requested_by=cast.auditor, requested_at=NOW
        )

        assert stored_bytes(PackBatch, "content", id=batch.pk) is None

    def test_fail_as_any_query_does(self) -> None:
        """So that whoever waits for them is told that the database did not answer."""
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE registers_pendingimport RENAME TO elsewhere")

        with pytest.raises(DatabaseError), transaction.atomic():
            stored_bytes(PendingImport, "data", id=1)
