"""Moving a return on: each transition happens once, for the right person, or is refused."""

import datetime as dt
from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, RefusedError, WrongStateError
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnAuthor, ReturnTransition
from programme.services import (
    accept_return,
    publish_returns,
    send_back_return,
    sign_off_return,
    submit_return,
    withdraw_return,
)
from tests.conftest import NOW, Cast, Stage
from tests.factories import RoleGrantFactory
from tests.programme.situations import answer_everything, put_in

ActorOf = Callable[[User], Actor]
EVERYBODY = (
    "coordinator", "assistant", "sro", "other_coordinator", "other_assistant", "other_sro",
    "former_coordinator", "national_team", "head", "nsg", "private_office", "administrator",
    "auditor", "outsider",
)  # fmt: skip


def move(service: str, quarterly_return: QuarterlyReturn, actor: Actor, **more: object) -> None:
    """Call ``service`` on the version the return has now."""
    services: dict[str, Callable[..., None]] = {
        "submit": submit_return,
        "withdraw": withdraw_return,
        "sign_off": sign_off_return,
        "send_back": send_back_return,
        "accept": accept_return,
    }
    if service == "send_back":
        more = {"reason": "The figure for visits is missing.", **more}
    arguments = {"version": quarterly_return.version, "actor": actor, "at": NOW, **more}
    services[service](quarterly_return=quarterly_return, **arguments)


MOVES = {
    "submit": (ReturnState.OPEN, ReturnState.SUBMITTED, {"coordinator"}),
    "withdraw": (ReturnState.SUBMITTED, ReturnState.OPEN, {"coordinator"}),
    "sign_off": (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF, {"sro"}),
    "send_back": (ReturnState.SUBMITTED, ReturnState.OPEN, {"sro", "national_team"}),
    "accept": (ReturnState.SIGNED_OFF, ReturnState.ACCEPTED, {"national_team"}),
}


class TestEveryMove:
    @pytest.mark.parametrize(
        ("service", "person"), [(s, p) for s, (_, _, who) in MOVES.items() for p in sorted(who)]
    )
    def test_happens_once_with_one_transition_and_one_event(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, service: str, person: str
    ) -> None:
        before, after, _ = MOVES[service]
        quarterly_return = put_in(before, stage, cast)
        version = quarterly_return.version
        actor = actor_of(getattr(cast, person))

        move(service, quarterly_return, actor)
        with pytest.raises(RefusedError):
            move(service, quarterly_return, actor)

        quarterly_return.refresh_from_db()
        transition = ReturnTransition.objects.get()
        assert (quarterly_return.state, quarterly_return.version) == (after, version + 1)
        assert (transition.from_state, transition.to_state) == (before, after)
        assert (transition.by, transition.at) == (actor.person, NOW)
        assert AuditEvent.objects.get().before == {"state": before}

    @pytest.mark.parametrize(
        ("service", "person"),
        [(s, p) for s, (_, _, who) in MOVES.items() for p in EVERYBODY if p not in who],
    )
    def test_refuses_everybody_else(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, service: str, person: str
    ) -> None:
        before, _, _ = MOVES[service]
        quarterly_return = put_in(before, stage, cast)
        with pytest.raises(NotPermittedError):
            move(service, quarterly_return, actor_of(getattr(cast, person)))
        quarterly_return.refresh_from_db()
        assert quarterly_return.state == before
        assert not ReturnTransition.objects.exists()

    @pytest.mark.parametrize(
        ("service", "state"),
        [
            (service, state)
            for service, (before, _, _) in MOVES.items()
            for state in ReturnState
            if state != before
        ],
    )
    def test_refuses_any_other_state(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, service: str, state: ReturnState
    ) -> None:
        quarterly_return = put_in(state, stage, cast)
        person = cast.sro if service == "send_back" else getattr(cast, min(MOVES[service][2]))
        with pytest.raises(WrongStateError):
            move(service, quarterly_return, actor_of(person))
        quarterly_return.refresh_from_db()
        assert quarterly_return.state == state

    @pytest.mark.parametrize("service", MOVES)
    def test_refuses_a_version_that_is_not_the_latest(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, service: str
    ) -> None:
        before, _, who = MOVES[service]
        quarterly_return = put_in(before, stage, cast)
        actor = actor_of(getattr(cast, min(who)))
        with pytest.raises(WrongStateError):
            move(service, quarterly_return, actor, version=quarterly_return.version + 1)
        assert not ReturnTransition.objects.exists()
        assert not AuditEvent.objects.exists()


class TestSubmitReturn:
    def test_refuses_while_anything_is_unanswered(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(IncompleteError, match="4 answers are still missing"):
            move("submit", stage.own, actor_of(cast.coordinator))
        stage.own.refresh_from_db()
        assert stage.own.state == ReturnState.OPEN

    def test_says_who_and_when(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        answer_everything(stage.own)
        move("submit", stage.own, actor_of(cast.coordinator))
        stage.own.refresh_from_db()
        assert (stage.own.submitted_by, stage.own.submitted_at) == (cast.coordinator, NOW)


class TestSignOffReturn:
    def test_refuses_an_sro_who_wrote_in_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast)
        ReturnAuthor.objects.create(quarterly_return=quarterly_return, user=cast.sro)
        with pytest.raises(NotPermittedError):
            move("sign_off", quarterly_return, actor_of(cast.sro))

    def test_refuses_an_sro_who_submitted_it_as_coordinator(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        RoleGrantFactory.create(user=cast.sro, role=Role.COORDINATOR, locality=cast.own)
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast, submitted_by=cast.sro)
        with pytest.raises(NotPermittedError):
            move("sign_off", quarterly_return, actor_of(cast.sro))


class TestSendBackReturn:
    @pytest.mark.parametrize(
        "state", [ReturnState.SUBMITTED, ReturnState.SIGNED_OFF, ReturnState.ACCEPTED]
    )
    def test_national_team_may_until_publication_and_signatures_are_cleared(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, state: ReturnState
    ) -> None:
        quarterly_return = put_in(state, stage, cast)
        move("send_back", quarterly_return, actor_of(cast.national_team))
        quarterly_return.refresh_from_db()
        assert quarterly_return.state == ReturnState.OPEN
        assert quarterly_return.submitted_by is None
        assert quarterly_return.signed_off_at is None
        assert quarterly_return.accepted_by is None

    @pytest.mark.parametrize("reason", ["", "   ", "\n"])
    def test_needs_a_reason(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, reason: str
    ) -> None:
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast)
        with pytest.raises(IncompleteError):
            move("send_back", quarterly_return, actor_of(cast.sro), reason=reason)

    def test_keeps_the_reason(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast)
        move("send_back", quarterly_return, actor_of(cast.sro), reason=" Say who. ")
        assert ReturnTransition.objects.get().reason == "Say who."


class TestAcceptReturn:
    def test_refuses_a_member_of_the_national_team_who_wrote_in_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        quarterly_return = put_in(ReturnState.SIGNED_OFF, stage, cast)
        ReturnAuthor.objects.create(quarterly_return=quarterly_return, user=cast.national_team)
        with pytest.raises(NotPermittedError):
            move("accept", quarterly_return, actor_of(cast.national_team))
        move("accept", quarterly_return, actor_of(cast.second_national_team))

    def test_asks_a_quarter_that_is_open_already_no_more_about_what_is_complete(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        late = self.late_and_complete(stage)

        move("accept", late, actor_of(cast.national_team))

        left = MilestoneUpdate.objects.filter(quarterly_return=stage.own)
        assert list(left) == [stage.second_milestone_update]
        assert QuarterlyReturn.objects.get(pk=stage.own.pk).version == stage.own.version + 1

    def test_leaves_what_the_open_quarter_answered_already(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        late = self.late_and_complete(stage)
        answer_everything(stage.own)

        move("accept", late, actor_of(cast.national_team))

        assert MilestoneUpdate.objects.filter(quarterly_return=stage.own).count() == 2

    @staticmethod
    def late_and_complete(stage: Stage) -> QuarterlyReturn:
        """Quarter 2's return, signed off only now, with one milestone complete."""
        MilestoneUpdate.objects.filter(pk=stage.previous_update.pk).update(
            rating="complete", forecast_on=None, completed_on=dt.date(2013, 9, 20)
        )
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(
            state=ReturnState.SIGNED_OFF, accepted_by=None, accepted_at=None
        )
        return QuarterlyReturn.objects.get(pk=stage.previous.pk)


class TestPublishReturns:
    def test_marks_accepted_returns_and_keeps_their_version(
        self, stage: Stage, cast: Cast
    ) -> None:
        own = put_in(ReturnState.ACCEPTED, stage, cast)
        publish_returns(versions=[(own.pk, own.version)], published_by=cast.head, at=NOW)
        version = own.version
        own.refresh_from_db()
        assert (own.state, own.version) == (ReturnState.PUBLISHED, version)

    def test_leaves_what_an_earlier_edition_published(self, stage: Stage, cast: Cast) -> None:
        own = put_in(ReturnState.ACCEPTED, stage, cast)
        for _ in range(2):
            publish_returns(versions=[(own.pk, own.version)], published_by=cast.head, at=NOW)
        assert ReturnTransition.objects.count() == 1

    def test_refuses_all_when_one_has_changed(self, stage: Stage, cast: Cast) -> None:
        own = put_in(ReturnState.ACCEPTED, stage, cast)
        changed = [(stage.previous.pk, stage.previous.version), (own.pk, own.version + 1)]
        with pytest.raises(WrongStateError):
            publish_returns(versions=changed, published_by=cast.head, at=NOW)
        stage.previous.refresh_from_db()
        assert stage.previous.state == ReturnState.ACCEPTED
