"""What an import has read already: the same answers as the database's, for fewer questions."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import Department
from csplan.core.tabular import csv_bytes
from csplan.registers import services
from csplan.registers.declaration import Register
from csplan.registers.importing import ImportPlan, plan_import
from csplan.registers.known import KnownRows, UnknownConditionError, holds
from csplan.registers.uploads import confirm_import, keep_upload
from localities.models import Headcount, Locality, SteeringGroupSeat
from localities.registers.coverage import HEADCOUNTS
from localities.registers.departments import DEPARTMENTS
from programme.models import Saving
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, FundingContributionFactory, LocalityFactory

DAY, LATER = dt.date(2013, 4, 1), dt.date(2014, 3, 31)
ActorOf = Callable[[User], Actor]


def seat(first: dt.date | None, last: dt.date | None) -> SteeringGroupSeat:
    return SteeringGroupSeat(starts_on=first, ends_on=last, holder="A", order=3)


class TestHolds:
    @pytest.mark.parametrize(
        ("condition", "answer"),
        [
            (Q(order=3), True),
            (Q(order__gt=3), False),
            (Q(order__gte=3) & Q(order__lte=3), True),
            (Q(order__in=(1, 2)) | Q(order__lt=4), True),
            (~Q(order=3), False),
            (Q(starts_on__isnull=True), False),
            (Q(ends_on__isnull=True), True),
            (Q(ends_on__gte=F("starts_on")), None),
            (Q(ends_on__isnull=True) | ~Q(ends_on=F("starts_on")), True),
            (Q(starts_on__isnull=True) & Q(holder__startswith="A"), False),
        ],
    )
    def test_answers_as_the_database_does(self, condition: Q, answer: bool | None) -> None:
        assert holds(condition, seat(DAY, None)) is answer

    @pytest.mark.parametrize(
        "condition",
        [
            ~Q(ends_on=DAY),
            Q(holder__startswith="A"),
            Q(group__name="A"),
            Q(order=F("order") + 1),
            Q(order__lt=Length("holder")),
            Q(order=3) ^ Q(order=4),
            Length("holder"),
        ],
    )
    def test_leaves_the_rest_to_the_database(self, condition: object) -> None:
        with pytest.raises(UnknownConditionError):
            holds(condition, seat(DAY, None))

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", [Headcount, Saving, SteeringGroupSeat, Locality])
    def test_agrees_with_every_rule_of_real_tables(self, model: type[models.Model]) -> None:
        """On records that are empty but for their defaults, where it gives an answer at all."""
        record = model()
        values = record._get_field_expression_map(meta=model._meta)  # type: ignore[attr-defined]
        for rule in model._meta.constraints:
            condition = getattr(rule, "condition", None)
            if condition is None:
                continue
            try:
                answer = holds(condition, record)
            except UnknownConditionError:
                continue
            assert (answer is not False) is condition.check(values), rule.name

    def test_is_asked_about_rules_that_exist(self) -> None:
        rules = [one for one in Headcount._meta.constraints if isinstance(one, CheckConstraint)]
        here = Headcount(locality_id=1)
        nowhere, twice = Headcount(), Headcount(locality_id=1, cluster_id=1)

        assert holds(rules[0].condition, here) is True
        assert holds(rules[0].condition, nowhere) is False
        assert holds(rules[0].condition, twice) is False


@pytest.mark.django_db
class TestSparing:
    def test_still_refuses_what_is_held_by_another(self) -> None:
        held = DepartmentFactory.create(name="Held")
        known = KnownRows(Department)
        new, same = Department(name="Held", slug="x"), Department.objects.get(pk=held.pk)

        with known.sparing(new), pytest.raises(ValidationError):
            new.full_clean()
        with known.sparing(same):
            same.full_clean()

    def test_asks_nothing_of_what_is_plain(self) -> None:
        DepartmentFactory.create(name="Held")
        known = KnownRows(Department)
        _ = known.held
        new = Department(name="New", slug="new")

        with CaptureQueriesContext(connection) as queries, known.sparing(new):
            new.full_clean()

        assert len(queries) == 0

    def test_is_over_after_its_block(self) -> None:
        new = Department(name="New", slug="new")
        known = KnownRows(Department)
        with known.sparing(new):
            pass
        DepartmentFactory.create(name="New")

        with pytest.raises(ValidationError):
            new.full_clean()


@pytest.fixture
def keeper(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.administrator)


def data_of(register: Register, rows: list[tuple[object, ...]]) -> bytes:
    return csv_bytes([column.heading for column in register.file_columns], rows)  # type: ignore[arg-type]


def plan_of(register: Register, rows: list[tuple[object, ...]], actor: Actor) -> ImportPlan:
    return plan_import(register, data_of(register, rows), actor=actor, on=NOW.date())


def take(register: Register, rows: list[tuple[object, ...]], actor: Actor) -> ImportPlan:
    """Import the rows, as the pages do."""
    plan = plan_of(register, rows, actor)
    upload = keep_upload(
        register=register, file_name="f", data=data_of(register, rows), actor=actor, at=NOW
    )
    return confirm_import(
        register=register, upload=upload, plan_digest=plan.digest, actor=actor, at=NOW
    )


def queries_to_plan(rows: list[tuple[object, ...]], actor: Actor) -> int:
    with CaptureQueriesContext(connection) as queries:
        plan_of(HEADCOUNTS, rows, actor)
    return len(queries)


def queries_to_take(rows: list[tuple[object, ...]], actor: Actor) -> int:
    with CaptureQueriesContext(connection) as queries:
        take(HEADCOUNTS, rows, actor)
    return len(queries)


@pytest.mark.django_db
class TestQueries:
    """A file of any size costs the same to look at, and one query for each row it changes."""

    @pytest.fixture
    def rows(self) -> list[tuple[object, ...]]:
        places = LocalityFactory.create_batch(6)
        departments = DepartmentFactory.create_batch(5)
        return [
            (str(one), str(place), None, "2013/14", 10, DAY, "Survey")
            for one in departments
            for place in places
        ]

    def test_of_a_preview_do_not_grow(self, rows: list[tuple[object, ...]], keeper: Actor) -> None:
        few, many = queries_to_plan(rows[:3], keeper), queries_to_plan(rows, keeper)

        assert few == many <= 6

    def test_of_adding_do_not_grow(self, rows: list[tuple[object, ...]], keeper: Actor) -> None:
        few, many = queries_to_take(rows[:3], keeper), queries_to_take(rows[3:], keeper)

        assert few == many
        assert Headcount.objects.count() == len(rows)
        assert AuditEvent.objects.filter(action="headcount.added").count() == len(rows)

    def test_of_changing_grow_by_one_a_row(
        self, rows: list[tuple[object, ...]], keeper: Actor
    ) -> None:
        take(HEADCOUNTS, rows, keeper)
        changed = [(*row[:4], 11, *row[5:]) for row in rows]

        few, many = queries_to_take(changed[:3], keeper), queries_to_take(changed[3:], keeper)

        assert many - few == len(changed) - 6
        events = AuditEvent.objects.filter(action="headcount.changed")
        assert events.count() == len(rows)
        assert (events[0].before, events[0].after) == ({"people": "10"}, {"people": "11"})


@pytest.mark.django_db
class TestAtOnce:
    """What one row at a time promised still holds for all of them together."""

    def test_refuses_a_file_whose_own_rows_clash(self, keeper: Actor) -> None:
        free_key = replace(DEPARTMENTS, natural_key=("abbreviation",))

        plan = plan_of(free_key, [("Same", "A", None), ("Same", "B", None)], keeper)

        problem = plan.refused[0].problems[0]
        assert (problem.cell, problem.message) == (
            "Row 3", "This cannot be saved together with row 2",
        )  # fmt: skip

    def test_gives_like_names_addresses_of_their_own(self, keeper: Actor) -> None:
        DepartmentFactory.create(name="Board", slug="board-of-trade")

        take(DEPARTMENTS, [("Board of Trade", "", None), ("Board of Trade!", "", None)], keeper)

        slugs = Department.objects.filter(name__startswith="Board of").values_list("slug")
        assert {slug for (slug,) in slugs} == {"board-of-trade-2", "board-of-trade-3"}

    def test_changes_nothing_when_one_record_may_not_be_changed(self, keeper: Actor) -> None:
        for name in ("Open", "Shut"):
            DepartmentFactory.create(name=name)
        asked: list[str] = []

        def may_change(actor: Actor, record: Department) -> bool:
            """Shut from the second time it is asked about, as after a role has ended."""
            asked.append(record.name)
            return asked.count("Shut") <= 4 or record.name == "Open"

        register = replace(DEPARTMENTS, change_rule=may_change)
        rows: list[tuple[object, ...]] = [("Open", "O", None), ("Shut", "S", None)]

        with pytest.raises(NotPermittedError):
            take(register, rows, keeper)

        assert not Department.objects.exclude(abbreviation="").exists()
        assert not AuditEvent.objects.filter(action="department.changed").exists()

    def test_changes_nothing_when_a_record_is_gone(self, keeper: Actor) -> None:
        for name in ("One", "Other"):
            DepartmentFactory.create(name=name)
        rows: list[tuple[object, ...]] = [("One", "O", None), ("Other", "S", None)]
        asked: list[Actor] = []

        def rows_of(actor: Actor) -> object:
            """Two to plan by, then one fewer."""
            asked.append(actor)
            found = Department.objects.all()
            return found if len(asked) < 3 else found.exclude(name="Other")

        with pytest.raises(WrongStateError):
            take(replace(DEPARTMENTS, rows=rows_of), rows, keeper)  # type: ignore[arg-type]

        assert not Department.objects.exclude(abbreviation="").exists()


@pytest.mark.django_db
class TestRemoveRecord:
    def test_refuses_what_something_refers_to(self, keeper: Actor) -> None:
        register = replace(DEPARTMENTS, remove_rule=lambda actor, record: True)
        contribution = FundingContributionFactory.create()

        with pytest.raises(IncompleteError, match="Something else refers to this department"):
            services.remove_record(
                register=register, record=contribution.department, actor=keeper, at=NOW
            )

        assert Department.objects.filter(pk=contribution.department_id).exists()

    def test_leaves_nothing_more_to_be_done_with_it(self, keeper: Actor) -> None:
        """Of what is gone since a page was drawn from it."""
        register = replace(DEPARTMENTS, remove_rule=lambda actor, record: True)
        record = DepartmentFactory.create()
        form = register.blank_form(
            {"name": "Renamed"}, instance=record, actor=keeper, on=NOW.date()
        )
        assert form.is_valid()
        Department.objects.filter(pk=record.pk).delete()
        about: dict[str, Any] = {"register": register, "actor": keeper, "at": NOW}

        for step in (
            lambda: services.save(form=form, seen=form.drawn_from, **about),
            lambda: services.end_record(record=record, ends_on=NOW.date(), **about),
            lambda: services.remove_record(record=record, **about),
        ):
            with pytest.raises(WrongStateError, match="removed"):
                step()

    def test_refuses_a_list_that_removes_nothing(self, keeper: Actor) -> None:
        with pytest.raises(NotPermittedError):
            services.remove_record(
                register=DEPARTMENTS, record=DepartmentFactory.create(), actor=keeper, at=NOW
            )
