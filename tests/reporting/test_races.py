"""Publishing at the same moment as somebody else does something, on every database."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.audit.services import record
from programme.choices import ReturnAction, ReturnState
from programme.models import QuarterlyReturn, ReturnTransition
from programme.services import accept_return, send_back_return
from reporting.choices import PackState
from reporting.models import Pack
from reporting.services import publish_pack, turn_down_pack, withdraw_pack
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import grant
from tests.programme.test_races import Attempt, Background, at_once, background
from tests.programme.unguarded import read_then_write
from tests.reporting.conftest import MakePack

# Fixtures are found where they are imported.
__all__ = ["background"]

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
ROUNDS = 2


@pytest.fixture
def heads(cast: Cast) -> tuple[User, User]:
    """The Head of CS Local and a deputy who stands in."""
    return cast.head, grant(Role.HEAD)


def publishing(pack: Pack, actor: Actor) -> Attempt:
    seen = Pack.objects.select_related("period").get(pk=pack.pk)
    return lambda: publish_pack(pack=seen, version=seen.version, actor=actor, at=NOW)


def published() -> int:
    return AuditEvent.objects.filter(action="pack.published").count()


def with_correction(own_return: QuarterlyReturn, cast: Cast) -> QuarterlyReturn:
    """A correction of the return that waits to be accepted."""
    correction = accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
    QuarterlyReturn.objects.filter(pk=correction.pk).update(
        state=ReturnState.SIGNED_OFF, accepted_by=None, accepted_at=None
    )
    return QuarterlyReturn.objects.select_related("period", "locality").get(pk=correction.pk)


def accepting(correction: QuarterlyReturn, actor: Actor) -> Attempt:
    return lambda: accept_return(
        quarterly_return=correction, version=correction.version, actor=actor, at=NOW
    )


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks")
class TestPublishingBesideACorrection:
    """Each side is held until the other is seen waiting for it."""

    @pytest.fixture
    def proposed(self, pack_in: MakePack) -> Pack:
        """Edition 2, built while nothing was being corrected."""
        pack_in(PackState.PUBLISHED)
        return pack_in(PackState.PROPOSED)

    def test_waits_for_an_acceptance_under_way_and_is_refused(
        self,
        proposed: Pack,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
        background: Background,
    ) -> None:
        correction = with_correction(own_return, cast)
        publish = publishing(proposed, actor_of(cast.head))
        with transaction.atomic():
            accepting(correction, actor_of(cast.national_team))()
            future = background.start(publish)
            assert not future.done()
        assert future.result() == "stale-returns"
        proposed.refresh_from_db()
        assert (proposed.state, published()) == (PackState.PROPOSED, 1)

    def test_makes_an_acceptance_wait_until_it_is_out(
        self,
        proposed: Pack,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
        background: Background,
    ) -> None:
        correction = with_correction(own_return, cast)
        accept = accepting(correction, actor_of(cast.national_team))
        with transaction.atomic():
            publishing(proposed, actor_of(cast.head))()
            future = background.start(accept)
            assert not future.done()
        assert future.result() == "done"
        proposed.refresh_from_db()
        assert (proposed.state, published()) == (PackState.PUBLISHED, 2)


class TestPublishing:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_who_publish_one_pack_one_did(
        self, pack_in: MakePack, heads: tuple[User, User], actor_of: ActorOf, round_number: int
    ) -> None:
        pack = pack_in(PackState.PROPOSED)

        results = at_once(*(publishing(pack, actor_of(head)) for head in heads))

        assert sorted(results) == ["done", "wrong-state"]
        pack.refresh_from_db()
        assert (pack.published_by, published()) == (heads[results.index("done")], 1)
        moves = ReturnTransition.objects.filter(action=ReturnAction.PUBLISH)
        assert moves.count() == QuarterlyReturn.objects.count()

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    @pytest.mark.parametrize("ending", ["withdrawn", "turned_down"])
    def test_of_publishing_and_saying_no_one_happens(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, ending: str, round_number: int
    ) -> None:
        pack, deputy = pack_in(PackState.PROPOSED), actor_of(grant(Role.HEAD))
        seen = Pack.objects.select_related("period", "proposed_by").get(pk=pack.pk)
        team, version = actor_of(cast.national_team), seen.version

        def end() -> None:
            if ending == "withdrawn":
                withdraw_pack(pack=seen, version=version, actor=team, at=NOW)
            else:
                turn_down_pack(pack=seen, version=version, reason="Wrong.", actor=deputy, at=NOW)

        out, ended = at_once(publishing(pack, actor_of(cast.head)), end)

        pack.refresh_from_db()
        assert {out, ended} == {"done", "wrong-state"}
        assert (pack.state == PackState.PUBLISHED) == (out == "done")
        assert list(pack.ended_proposals.values_list("ending", flat=True)) == (
            [ending] if ended == "done" else []
        )
        is_out = QuarterlyReturn.objects.filter(state=ReturnState.PUBLISHED).exists()
        assert is_out == (out == "done")

    def test_of_two_builds_of_one_edition_one_is_out(
        self, pack_in: MakePack, heads: tuple[User, User], actor_of: ActorOf
    ) -> None:
        builds = [pack_in(PackState.PROPOSED) for _ in heads]

        results = at_once(
            *(publishing(*pair) for pair in zip(builds, map(actor_of, heads), strict=True))
        )

        assert sorted(results) == ["done", "wrong-state"]
        assert (Pack.objects.filter(state=PackState.PUBLISHED).count(), published()) == (1, 1)

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_never_publishes_a_return_that_is_sent_back_meanwhile(
        self,
        pack_in: MakePack,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
        round_number: int,
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        seen = QuarterlyReturn.objects.select_related("period", "locality").get(pk=own_return.pk)
        team = actor_of(cast.national_team)

        def send_back() -> None:
            send_back_return(
                quarterly_return=seen, version=seen.version, reason="Wrong.", actor=team, at=NOW
            )

        out, sent_back = at_once(publishing(pack, actor_of(cast.head)), send_back)

        own_return.refresh_from_db()
        pack.refresh_from_db()
        assert [out, sent_back].count("done") == 1
        assert (pack.state == PackState.PUBLISHED) == (out == "done")
        assert own_return.state == (ReturnState.PUBLISHED if out == "done" else ReturnState.OPEN)

    def test_control_without_the_guard_two_publish_it_and_one_is_forgotten(
        self, pack_in: MakePack, heads: tuple[User, User]
    ) -> None:
        pack = pack_in(PackState.PROPOSED)

        def publish(head: User) -> Callable[[Pack], None]:
            def write(seen: Pack) -> None:
                assert seen.state == PackState.PROPOSED
                seen.state, seen.published_by, seen.published_at = PackState.PUBLISHED, head, NOW
                seen.save()
                record(action="pack.published", target=seen, actor=head, at=NOW)

            return write

        look = Pack.objects.select_related("period").filter(pk=pack.pk).get
        read_then_write(look, *map(publish, heads))

        assert published() == 2
