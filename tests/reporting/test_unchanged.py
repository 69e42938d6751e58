"""Telling that nothing has changed since a build, and never when something has."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from celery.signals import worker_init
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.models import ReportingPeriod
from localities.models import Locality
from programme.models import Milestone, MilestoneUpdate, QuarterlyReturn
from reporting.choices import PackKind, PackState
from reporting.models import Pack
from reporting.services import freezing, sources
from reporting.services.files import altered_files
from reporting.services.fingerprint import CODE, rendering_fingerprint
from reporting.services.reuse import READ_FROM, unchanged
from reporting.services.sources import UNREAD, as_they_were, watched
from reporting.tasks import know_the_code
from tests.conftest import NOW, Cast
from tests.factories import LocalityFactory
from tests.reporting.conftest import Clock, MakePack, build

pytestmark = pytest.mark.django_db
NewPack = Callable[[], Pack]


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write(sql: str, *values: bytes) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def is_unchanged(pack: Pack, *, at: dt.datetime = NOW) -> bool:
    return unchanged(pack, at=at) is not None


class TestAnUnchangedPack:
    def test_is_told_without_reading_its_content(
        self, new_pack: NewPack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = new_pack()
        build(first)
        monkeypatch.delattr(freezing, "pack_snapshot")
        second = new_pack()
        with CaptureQueriesContext(connection) as found:
            build(second)
        third = new_pack()
        build(third)
        assert [each.state for each in (second, third)] == [PackState.BUILT] * 2
        assert third.digests == second.digests == first.digests
        assert third.input_digest == first.input_digest
        assert third.manifest["files_of_build"] == 1
        assert third.manifest["returns"] == first.manifest["returns"]
        asked = [query["sql"] for query in found if not query["sql"].startswith(("SAVE", "REL"))]
        assert not [sql for sql in asked if "packfile" in sql and "VALUES" in sql]
        assert third.files.count() == len(third.digests)
        assert not list(altered_files())
        # Each of the six files is read by itself.
        assert len(asked) <= 16

    def test_is_one_of_the_same_edition_and_no_other(
        self, pack_in: MakePack, new_pack: NewPack
    ) -> None:
        pack_in(PackState.PUBLISHED)
        assert not is_unchanged(new_pack())

    def test_is_one_with_the_same_sections(self, new_pack: NewPack) -> None:
        build(new_pack())
        other = new_pack()
        assert is_unchanged(other)
        other.sections = ["outcomes"]
        assert not is_unchanged(other)

    def test_is_one_made_by_the_same_code(
        self, new_pack: NewPack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(new_pack())
        monkeypatch.setattr("reporting.services.reuse.rendering_fingerprint", lambda: "other")
        assert not is_unchanged(new_pack())

    def test_is_one_of_the_same_day(self, new_pack: NewPack) -> None:
        build(new_pack())
        other = new_pack()
        assert is_unchanged(other, at=NOW + dt.timedelta(minutes=1))
        assert not is_unchanged(other, at=NOW + dt.timedelta(days=1))

    def test_is_one_whose_files_are_what_was_stored(self, new_pack: NewPack) -> None:
        first = new_pack()
        build(first)
        write("UPDATE reporting_packfile SET content = %s WHERE kind = 'pdf'", b"altered")
        assert not is_unchanged(new_pack())

    def test_is_not_told_of_packs_built_together(self, new_pack: NewPack) -> None:
        """They rest on one freezing, not on what stands now."""
        build(new_pack())
        other = new_pack()
        other.batch_id = 1
        assert not is_unchanged(other)

    def test_is_told_by_a_build_that_read_the_content_and_found_it_the_same(
        self, new_pack: NewPack, cast: Cast
    ) -> None:
        build(new_pack())
        User.objects.filter(pk=cast.sro.pk).update(email="another@example.gov.uk")
        second = new_pack()
        assert not is_unchanged(second)
        build(second)
        assert second.manifest["files_of_build"] == 1
        assert is_unchanged(new_pack())


class TestAnyChange:
    """Of any row and column of any table that is read, however it is made."""

    def test_of_any_column_is_noticed(self, new_pack: NewPack) -> None:
        first = new_pack()
        build(first)
        tables = first.manifest[READ_FROM]["tables"]
        assert {"programme_milestoneupdate", "accounts_user", "localities_locality"} <= set(tables)
        tried = 0
        for model in (each for each in _models() if each._meta.db_table in tables):
            for field in model._meta.local_concrete_fields:
                if field.primary_key or (model._meta.db_table, field.column) in UNREAD:
                    continue
                # What a constraint refuses is no change.
                with suppress(IntegrityError), undone():
                    changed = write(_changing(model, field))
                    assert as_they_were(tables, NOW) == (changed == 0), field
                    tried += changed
        assert tried > 50
        assert as_they_were(tables, NOW)

    def test_of_the_number_of_rows_is_noticed(self, new_pack: NewPack) -> None:
        build(new_pack())
        other = new_pack()
        with undone():
            assert write("DELETE FROM programme_milestoneupdate")
            assert not is_unchanged(other)
        LocalityFactory.create()
        assert not is_unchanged(other)

    def test_in_place_of_another_row_is_noticed(self, new_pack: NewPack) -> None:
        """One row fewer and one more, with nothing later than what was there."""
        build(new_pack())
        update = MilestoneUpdate.objects.latest("pk")
        with undone():
            MilestoneUpdate.objects.filter(pk=update.pk).delete()
            update.narrative = "Seven departments named a lead."
            update.save(force_insert=True)
            assert not is_unchanged(new_pack())

    def test_that_swaps_two_rows_is_noticed(self, new_pack: NewPack, cast: Cast) -> None:
        build(new_pack())
        one, two = Milestone.objects.order_by("pk")[:2]
        for milestone, other in ((one, two), (two, one)):
            Milestone.objects.filter(pk=milestone.pk).update(locality=other.locality_id)
        assert not is_unchanged(new_pack())

    def test_between_nothing_and_an_empty_text_is_noticed(self, new_pack: NewPack) -> None:
        first = new_pack()
        held = QuarterlyReturn.objects.filter(pk=first.period.returns.earliest("pk").pk)
        held.update(overview="NULL")
        build(first)
        held.update(overview="")
        assert not is_unchanged(new_pack())

    def test_undone_again_is_none(self, new_pack: NewPack, cast: Cast) -> None:
        build(new_pack())
        other = new_pack()
        name = cast.own.name
        for words, same in (("Elsewhere", False), (name, True)):
            Locality.objects.filter(pk=cast.own.pk).update(name=words)
            assert is_unchanged(other) is same

    def test_of_which_moments_are_past_is_noticed(self, new_pack: NewPack) -> None:
        first, soon = new_pack(), NOW + dt.timedelta(minutes=5)
        QuarterlyReturn.objects.filter(period=first.period).update(accepted_at=soon)
        build(first)
        other = new_pack()
        assert is_unchanged(other, at=NOW + dt.timedelta(minutes=4))
        assert not is_unchanged(other, at=NOW + dt.timedelta(minutes=5))
        assert not is_unchanged(other, at=NOW + dt.timedelta(minutes=6))

    def test_leads_to_another_pack(self, new_pack: NewPack, cast: Cast) -> None:
        first = new_pack()
        build(first)
        User.objects.filter(pk=cast.sro.pk).update(full_name="Somebody Else")
        second = new_pack()
        build(second)
        assert second.digests != first.digests

    def test_is_not_made_by_signing_in(self, new_pack: NewPack, cast: Cast) -> None:
        build(new_pack())
        User.objects.filter(pk=cast.sro.pk).update(last_login=NOW)
        assert is_unchanged(new_pack())


class TestWatching:
    def test_keeps_nothing_when_something_changes_meanwhile(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        with watched(NOW) as found:
            list(Locality.objects.all())
            Locality.objects.filter(pk=cast.own.pk).update(name="Elsewhere")
        assert not found.tables

    @pytest.mark.skipif("connection.vendor == 'sqlite'", reason="A transaction is one view")
    def test_keeps_nothing_when_something_changes_and_changes_back(self, cast: Cast) -> None:
        with watched(NOW) as found:
            for name in ("Elsewhere", cast.own.name):
                Locality.objects.filter(pk=cast.own.pk).update(name=name)
                list(Locality.objects.all())
        assert not found.tables

    def test_keeps_nothing_when_something_is_read_that_is_not_hashed(self) -> None:
        with watched(NOW) as found:
            list(Locality.objects.all())
            list(AuditEvent.objects.all())
        assert not found.tables

    def test_hashes_what_packs_of_every_kind_read(self, new_pack: NewPack) -> None:
        pack = new_pack()
        with watched(NOW) as found:
            freezing._content(pack, set(PackKind), at=NOW)
        assert len(found.tables) > 20

    def test_hashes_what_is_read_and_no_more(self, cast: Cast) -> None:
        with watched(NOW) as found:
            list(Locality.objects.select_related("cluster"))
        assert list(found.tables) == ["localities_cluster", "localities_locality"]

    def test_tells_nothing_of_tables_that_are_not_known(self) -> None:
        assert not as_they_were({}, NOW)
        assert not as_they_were({"localities_gone": "0" * 64}, NOW)


class TestTheCode:
    def test_of_every_table_that_may_be_read_is_in_the_fingerprint(self) -> None:
        """The same rows are the same content only as long as the same code reads them."""
        folders = tuple(f"{folder.replace('/', '.')}." for folder in CODE)
        assert [each for each in sources._known() if not each.__module__.startswith(folders)] == []

    def test_is_looked_at_when_a_worker_starts(self) -> None:
        """Later its files may be another version's, while the worker goes on with its own."""
        assert know_the_code in [each() for _, each in worker_init.receivers]
        rendering_fingerprint.cache_clear()
        know_the_code()
        assert rendering_fingerprint.cache_info().currsize == 1


def test_a_build_is_told_at_another_moment_of_the_same_day(new_pack: NewPack) -> None:
    build(new_pack())
    later = new_pack()
    clock = Clock()
    clock.pass_by(minutes=3)
    build(later, clock)
    assert later.manifest["files_of_build"] == 1


def _models() -> list[type[models.Model]]:
    return [Locality, Milestone, MilestoneUpdate, QuarterlyReturn, ReportingPeriod, User]


def _changing(model: type[models.Model], field: "models.Field[object, object]") -> str:
    """Make any value another, whatever that would mean."""
    table, column, key = model._meta.db_table, f'"{field.column}"', model._meta.pk.column
    first = f"SELECT min({key}) FROM {table} WHERE {column} IS NOT NULL"
    match field:
        case models.BooleanField():
            other = f"NOT {column}"
        case models.DateField():
            other = _a_little_later(column, is_moment=isinstance(field, models.DateTimeField))
        case models.IntegerField() | models.ForeignKey() | models.DecimalField():
            other = f"{column} + 1"
        case _:
            other = f"{column} || ' '"
    return f"UPDATE {table} SET {column} = {other} WHERE {key} = ({first})"


def _a_little_later(column: str, *, is_moment: bool) -> str:
    if connection.vendor == "postgresql":
        return f"{column} + interval '1 microsecond'" if is_moment else f"{column} + 1"
    if is_moment:
        return f"substr({column}, 1, 19) || '.000001'"
    return f"date({column}, '+1 day')"
