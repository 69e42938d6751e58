"""Two people keep one list at the same moment, on connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.models import Department
from csplan.core.tabular import csv_bytes
from csplan.registers.declaration import Register
from csplan.registers.importing import plan_import
from csplan.registers.services import end_record, save
from csplan.registers.uploads import confirm_import, keep_upload
from localities.registers.departments import DEPARTMENTS
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory
from tests.programme.test_races import Attempt, Background, at_once

HAS_ROW_LOCKS = connection.vendor == "postgresql"
pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
ROUNDS = 2


def saving(actor: Actor, record: Department | None, **words: str) -> Attempt:
    """Saves a form drawn from the record as it is now, or a new one."""
    form = DEPARTMENTS.blank_form(words, instance=record, actor=actor, on=NOW.date())
    seen = form.drawn_from
    assert form.is_valid(), form.errors

    def save_it() -> None:
        save(register=DEPARTMENTS, form=form, seen=seen, actor=actor, at=NOW)

    return save_it


def importing(actor: Actor, *rows: tuple[Any, ...], register: Register = DEPARTMENTS) -> Attempt:
    """Confirms a file that was looked at a moment ago."""
    headings = [column.heading for column in register.file_columns]
    data = csv_bytes(headings, [(*row, None) for row in rows])
    upload = keep_upload(register=register, file_name="f", data=data, actor=actor, at=NOW)
    plan = plan_import(register, data, actor=actor, on=NOW.date())

    def confirm() -> None:
        confirm_import(
            register=register, upload=upload, plan_digest=plan.digest, actor=actor, at=NOW
        )

    return confirm


@pytest.fixture
def keepers(cast: Cast, actor_of: ActorOf) -> tuple[Actor, Actor]:
    """The administrator at two desks."""
    return actor_of(cast.administrator), actor_of(cast.administrator)


def fresh(record: Department) -> Department:
    return Department.objects.get(pk=record.pk)


class TestAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_saves_of_one_record_one_is_told(
        self, keepers: tuple[Actor, Actor], round_number: int
    ) -> None:
        record = DepartmentFactory.create(name="Board")
        results = at_once(
            saving(keepers[0], fresh(record), name="Board of Trade"),
            saving(keepers[1], fresh(record), name="Board of Works"),
        )
        assert sorted(results) == ["done", "stale-version"]
        assert AuditEvent.objects.filter(action="department.changed").count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_one_upload_is_imported_once(
        self, keepers: tuple[Actor, Actor], round_number: int
    ) -> None:
        confirm = importing(keepers[0], ("Board of Trade", "BoT"))
        assert sorted(at_once(confirm, confirm)) == ["done", "wrong-state"]
        assert Department.objects.filter(name="Board of Trade").count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_files_that_add_the_same_one_is_refused_whole(
        self, keepers: tuple[Actor, Actor], round_number: int
    ) -> None:
        results = at_once(
            importing(keepers[0], ("Board of Trade", "BoT"), ("First", "F")),
            importing(keepers[1], ("Board of Trade", "BoT"), ("Second", "S")),
        )
        made = set(Department.objects.filter(abbreviation__in="FS").values_list("name", flat=True))
        assert sorted(results) == ["done", "wrong-state"]
        assert len(made) == 1
        assert AuditEvent.objects.filter(action="department.added").count() == 2

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_files_that_change_the_same_one_is_refused_whole(
        self, keepers: tuple[Actor, Actor], round_number: int
    ) -> None:
        for name in ("One", "Other"):
            DepartmentFactory.create(name=name)
        results = at_once(
            importing(keepers[0], ("One", "A"), ("Other", "A")),
            importing(keepers[1], ("Other", "B"), ("One", "B")),
        )
        left = set(
            Department.objects.filter(name__in=("One", "Other")).values_list("abbreviation")
        )
        assert sorted(results) == ["done", "wrong-state"]
        assert len(left) == 1


@pytest.fixture
def background() -> Iterator[Background]:
    with ThreadPoolExecutor(1) as pool:
        yield Background(pool)


@pytest.mark.services
@pytest.mark.skipif(not HAS_ROW_LOCKS, reason="needs PostgreSQL's row locks")
class TestRowLocks:
    def test_a_save_that_waited_for_a_save_is_stale(
        self, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        record = DepartmentFactory.create(name="Board")
        first = saving(keepers[0], fresh(record), name="Board of Trade")
        second = saving(keepers[1], fresh(record), name="Board of Works")
        with transaction.atomic():
            first()
            future = background.start(second)
        assert future.result() == "stale-version"
        assert fresh(record).name == "Board of Trade"

    def test_an_ending_that_waited_for_a_save_keeps_what_was_saved(
        self, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        record = DepartmentFactory.create(name="Board")

        def end() -> None:
            end_record(
                register=DEPARTMENTS, record=record, ends_on=NOW.date(), actor=keepers[1], at=NOW
            )

        with transaction.atomic():
            saving(keepers[0], fresh(record), name="Board of Trade")()
            future = background.start(end)
        assert future.result() == "done"
        assert (fresh(record).name, fresh(record).ends_on) == ("Board of Trade", NOW.date())

    def test_a_file_that_waited_for_a_save_changes_nothing(
        self, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        record, other = (DepartmentFactory.create(name=name) for name in ("Board", "Other"))
        change = importing(keepers[1], ("Board", "B"), ("Other", "O"))
        with transaction.atomic():
            saving(keepers[0], fresh(record), name="Board", abbreviation="Mine")()
            future = background.start(change)
        assert future.result() in {"wrong-state", "stale-version"}
        assert (fresh(record).abbreviation, fresh(other).abbreviation) == ("Mine", "")

    def test_a_save_that_waited_for_a_file_is_stale(
        self, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        record = DepartmentFactory.create(name="Board")
        mine = saving(keepers[1], fresh(record), name="Board", abbreviation="Mine")
        with transaction.atomic():
            importing(keepers[0], ("Board", "File"))()
            future = background.start(mine)
        assert future.result() == "stale-version"
        assert fresh(record).abbreviation == "File"

    def test_two_files_that_add_the_same_wait_and_one_is_refused(
        self, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        later = importing(keepers[1], ("Board of Trade", "B"), ("Second", "S"))
        with transaction.atomic():
            importing(keepers[0], ("Board of Trade", "A"))()
            future = background.start(later)
        assert future.result() == "wrong-state"
        assert Department.objects.get(name="Board of Trade").abbreviation == "A"
        assert not Department.objects.filter(name="Second").exists()

    def test_a_name_taken_at_the_same_moment_is_answered_plainly(
        self, client: Client, cast: Cast, keepers: tuple[Actor, Actor], background: Background
    ) -> None:
        """What the form could not see is refused by the table, in words."""
        client.force_login(cast.administrator)
        answers: list[Any] = []

        def post() -> None:
            answers.append(client.post("/localities/departments/add/", {"name": "Board"}))

        with transaction.atomic():
            saving(keepers[0], None, name="Board")()
            future = background.start(post)
        assert future.result() == "done"
        assert answers[0].status_code == HTTPStatus.CONFLICT
        assert "This clashes with something saved a moment ago" in answers[0].content.decode()
        assert Department.objects.filter(name="Board").count() == 1
