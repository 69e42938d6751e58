"""Two people claim one saving at the same moment, on connections of their own."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from programme.models import Saving
from programme.services.savings import claim_saving, validate_saving
from tests.conftest import NOW, Cast
from tests.programme.delivery import records
from tests.programme.test_races import ROUNDS, Attempt, Background, at_once
from tests.programme.unguarded import read_then_write

HAS_ROW_LOCKS = connection.vendor == "postgresql"
pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]


def claiming(cast: Cast, actor: Actor, *, is_another: bool = False, day: dt.date) -> Attempt:
    saving = records.saving(cast.own, agreed_on=day)

    def claim() -> None:
        claim_saving(saving=saving, is_another=is_another, actor=actor, at=NOW)

    return claim


class TestAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_claims_of_one_saving_make_one(
        self, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        people = (cast.coordinator, cast.assistant)
        results = at_once(*(claiming(cast, actor_of(one), day=records.DAY) for one in people))
        assert sorted(results) == ["claimed-already", "done"]
        assert Saving.objects.count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_claims_that_look_alike_make_one_and_a_question(
        self, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        results = at_once(
            claiming(cast, actor_of(cast.coordinator), day=records.DAY),
            claiming(cast, actor_of(cast.assistant), day=dt.date(2013, 12, 2)),
        )
        assert sorted(results) == ["done", "looks-alike"]
        assert Saving.objects.count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_that_are_confirmed_to_differ_both_stand(
        self, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        results = at_once(
            claiming(cast, actor_of(cast.coordinator), is_another=True, day=records.DAY),
            claiming(cast, actor_of(cast.assistant), is_another=True, day=dt.date(2013, 12, 2)),
        )
        assert results == ["done", "done"]
        assert sorted(Saving.objects.values_list("occurrence", flat=True)) == [0, 1]

    def test_control_without_the_guard_one_saving_is_claimed_twice(self, cast: Cast) -> None:
        """Each looks whether it was claimed, and claims; a table without its key lets them."""

        def claim(number: int) -> Callable[[bool], object]:
            def write(is_claimed: bool) -> None:
                assert not is_claimed
                saving = records.saving(cast.own, likeness=str(number))
                saving.logged_by, saving.logged_at = cast.coordinator, NOW
                saving.save()

            return write

        read_then_write(Saving.objects.exists, claim(1), claim(2))

        assert Saving.objects.count() == 2

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_decisions_make_one(
        self, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        saving = records.logged(records.saving(cast.own), cast.coordinator)

        def deciding(user: User) -> Attempt:
            copy = Saving.objects.select_related("locality").get(pk=saving.pk)
            actor = actor_of(user)
            return lambda: validate_saving(saving=copy, version=1, actor=actor, at=NOW)

        people = (cast.national_team, cast.second_national_team)
        results = at_once(*(deciding(one) for one in people))
        assert sorted(results) == ["done", "wrong-state"]


@pytest.fixture
def background() -> Iterator[Background]:
    with ThreadPoolExecutor(1) as pool:
        yield Background(pool)


@pytest.mark.services
@pytest.mark.skipif(not HAS_ROW_LOCKS, reason="needs PostgreSQL's row locks")
class TestWaitingClaim:
    @pytest.mark.parametrize(
        ("day", "result"),
        [(records.DAY, "claimed-already"), (dt.date(2013, 12, 2), "looks-alike")],
    )
    def test_is_refused_by_the_table_after_it_waited(
        self,
        cast: Cast,
        actor_of: ActorOf,
        background: Background,
        day: dt.date,
        result: str,
    ) -> None:
        """The second claim looked before the first was there, so only the table can refuse."""
        second = claiming(cast, actor_of(cast.assistant), day=day)
        with transaction.atomic():
            claiming(cast, actor_of(cast.coordinator), day=records.DAY)()
            future = background.start(second)
        assert future.result() == result
        assert Saving.objects.count() == 1

    def test_goes_on_when_the_first_was_rolled_back(
        self, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        second = claiming(cast, actor_of(cast.assistant), day=records.DAY)
        with transaction.atomic():
            claiming(cast, actor_of(cast.coordinator), day=records.DAY)()
            future = background.start(second)
            transaction.set_rollback(True)
        assert future.result() == "done"
        assert Saving.objects.get().logged_by == cast.assistant
