"""Who a person is and which roles they hold when."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from csplan.accounts.actors import NOBODY
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from tests.factories import (
    ClusterFactory,
    DepartmentFactory,
    LocalityFactory,
    RoleGrantFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2014, 1, 10)


class TestUser:
    def test_is_known_by_email_whatever_its_case(self) -> None:
        user = User.objects.create_user("A.Person@csplan.example", "A post holder")

        assert User.objects.get_by_natural_key("a.person@CSPLAN.example") == user
        assert not user.has_usable_password()

    def test_is_unique_by_email(self) -> None:
        UserFactory.create(email="one@csplan.example")
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            UserFactory.create(email="one@csplan.example")

    def test_is_kept_in_lower_case(self) -> None:
        with pytest.raises(IntegrityError, match="email_in_lower_case"), transaction.atomic():
            UserFactory.create(email="ONE@csplan.example")


class TestRoleGrant:
    @pytest.mark.parametrize(
        ("role", "scopes"),
        [
            (Role.COORDINATOR, ()),
            (Role.SRO, ("cluster",)),
            (Role.ASSISTANT, ("locality",)),
            (Role.PRIVATE_OFFICE, ()),
            (Role.NATIONAL_TEAM, ("locality",)),
            (Role.HEAD, ("department",)),
            (Role.ADMINISTRATOR, ("cluster",)),
        ],
    )
    def test_refuses_a_scope_its_role_does_not_have(
        self, role: Role, scopes: tuple[str, ...]
    ) -> None:
        with pytest.raises(IntegrityError, match="matches_role"), transaction.atomic():
            RoleGrantFactory.create(role=role, **_scopes(*scopes))

    @pytest.mark.parametrize(
        ("role", "scopes"),
        [
            (Role.COORDINATOR, ("locality",)),
            (Role.SRO, ("locality",)),
            (Role.ASSISTANT, ("cluster",)),
            (Role.PRIVATE_OFFICE, ("department",)),
            (Role.NSG, ()),
            (Role.NSG, ("department",)),
            (Role.AUDITOR, ()),
        ],
    )
    def test_accepts_the_scope_of_its_role(self, role: Role, scopes: tuple[str, ...]) -> None:
        assert RoleGrantFactory.create(role=role, **_scopes(*scopes)).pk

    def test_is_held_once_at_a_time(self) -> None:
        held = RoleGrantFactory.create(role=Role.NATIONAL_TEAM)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrantFactory.create(role=Role.NATIONAL_TEAM, user=held.user)

    def test_does_not_end_before_it_starts(self) -> None:
        with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
            RoleGrantFactory.create(ends_on=dt.date(2013, 3, 31))


def _scopes(*names: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "locality": LocalityFactory,
        "cluster": ClusterFactory,
        "department": DepartmentFactory,
    }
    return {name: made[name].create() for name in names}


class TestActorFor:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "is_held"),
        [
            (TODAY, None, True),
            (TODAY, TODAY, True),
            (dt.date(2013, 4, 1), dt.date(2014, 1, 9), False),
            (dt.date(2014, 1, 11), None, False),
        ],
    )
    def test_holds_the_roles_in_force_that_day(
        self, starts_on: dt.date, ends_on: dt.date | None, is_held: bool
    ) -> None:
        held = RoleGrantFactory.create(role=Role.HEAD, starts_on=starts_on, ends_on=ends_on)

        assert actor_for(held.user, on=TODAY).has(Role.HEAD) is is_held

    def test_keeps_the_scopes_of_each_role_apart(self) -> None:
        locality, elsewhere = LocalityFactory.create(), LocalityFactory.create()
        user = RoleGrantFactory.create(role=Role.COORDINATOR, locality=locality).user
        RoleGrantFactory.create(role=Role.SRO, locality=elsewhere, user=user)

        actor = actor_for(user, on=TODAY)

        assert actor.locality_ids(Role.COORDINATOR) == {locality.pk}
        assert actor.locality_ids(Role.SRO) == {elsewhere.pk}
        assert actor.cluster_ids(Role.ASSISTANT) == frozenset()

    def test_nobody_holds_nothing_and_is_no_person(self) -> None:
        assert not NOBODY.has(*Role)
        with pytest.raises(PermissionError):
            _ = NOBODY.person


class TestOverlap:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "is_refused"),
        [
            (dt.date(2013, 1, 1), dt.date(2013, 3, 31), False),
            (dt.date(2013, 1, 1), dt.date(2013, 4, 1), True),
            (dt.date(2013, 1, 1), None, True),
            (dt.date(2013, 12, 31), dt.date(2014, 6, 30), True),
            (dt.date(2014, 1, 1), None, False),
        ],
    )
    def test_is_refused_for_the_same_role_in_the_same_place(
        self, starts_on: dt.date, ends_on: dt.date | None, is_refused: bool
    ) -> None:
        locality = LocalityFactory.create()
        held = RoleGrantFactory.create(
            role=Role.COORDINATOR, locality=locality, ends_on=dt.date(2013, 12, 31)
        )
        another = RoleGrantFactory.build(
            role=Role.COORDINATOR,
            locality=locality,
            user=held.user,
            starts_on=starts_on,
            ends_on=ends_on,
        )

        if is_refused:
            with pytest.raises(ValidationError, match="already holds this role"):
                another.clean()
        else:
            another.clean()
