"""Who is written to when a return is submitted, sent back or signed off, and what they read."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant, User
from csplan.core.errors import RefusedError
from csplan.notices.models import Notice
from csplan.notices.services import claim_forgotten, send_notice
from programme.choices import ReturnState
from programme.models import QuarterlyReturn, ReturnAuthor, ReturnTransition
from programme.services import send_back_return, sign_off_return, submit_return
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import answer_everything, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]


def own(stage: Stage) -> QuarterlyReturn:
    return QuarterlyReturn.objects.select_related("locality", "period").get(pk=stage.own.pk)


def submit(stage: Stage, actor: Actor, version: int | None = None) -> None:
    quarterly_return = own(stage)
    version = quarterly_return.version if version is None else version
    submit_return(quarterly_return=quarterly_return, version=version, actor=actor, at=NOW)


def letters() -> dict[str, str]:
    """What is sent now: the text by its subject and who it is to."""
    for pk in claim_forgotten(at=NOW + dt.timedelta(minutes=3)):
        send_notice(notice_id=pk, at=NOW)
    return {f"{message.to[0]}: {message.subject}": str(message.body) for message in mail.outbox}


class TestSubmission:
    def test_is_receipted_once_and_put_to_the_sro(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        answer_everything(stage.own)
        coordinator = actor_of(cast.coordinator)
        submit(stage, coordinator)
        with pytest.raises(RefusedError):
            submit(stage, coordinator, version=0)
        sent = letters()
        about = "North West, Quarter 3 2013/14"
        receipt = sent.pop(f"{cast.coordinator.email}: Receipt: {about}")
        question = sent.pop(f"{cast.sro.email}: To sign off: {about}")
        assert sent == {}
        transition = ReturnTransition.objects.get()
        assert (
            "You submitted the return of North West for Quarter 3 2013/14 on Friday 10 January "
            f"2014 at 11am. Your receipt number is {transition.pk}." in receipt
        )
        assert f"{cast.sro.full_name} can now read it and sign it off" in receipt
        assert "/account/emails/" not in receipt
        assert "/programme/returns/2013-14-q3/north-west/sign-off/\n" in question
        assert "csplan knows you as Senior Responsible Officer (SRO) for North West" in question

    def test_asks_no_sro_who_wrote_in_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        answer_everything(stage.own)
        ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.sro)
        submit(stage, actor_of(cast.coordinator))
        (receipt,) = letters().values()
        assert "Nobody can sign it off at the moment" in receipt

    def test_is_told_to_nobody_when_it_is_refused(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(RefusedError):
            submit(stage, actor_of(cast.coordinator))
        assert not Notice.objects.exists()


class TestSendingBack:
    def test_gives_the_reasons_to_those_who_can_put_it_right(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast)
        milestone = stage.milestone_update.milestone
        send_back_return(
            quarterly_return=quarterly_return,
            version=quarterly_return.version,
            reason="Say more.",
            remarks={f"milestone-{milestone.pk}": "Which departments?"},
            actor=actor_of(cast.sro),
            at=NOW,
        )
        sent = letters()
        subject = "Sent back: North West, Quarter 3 2013/14"
        assert set(sent) == {
            f"{person.email}: {subject}" for person in (cast.coordinator, cast.assistant)
        }
        text = sent[f"{cast.assistant.email}: {subject}"]
        for words in (
            f"{cast.sro.full_name} sent back the return of North West",
            "Reason:\n> Say more.",
            f"{milestone}:\n> Which departments?",
            "Answers can be changed until Saturday 25 January 2014 at midnight",
        ):
            assert words in text


class TestSignOff:
    def test_is_told_to_the_coordinator_and_the_national_team(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        quarterly_return = put_in(ReturnState.SUBMITTED, stage, cast)
        RoleGrant.objects.filter(user=cast.second_national_team).update(
            ends_on=NOW.date() - dt.timedelta(days=1)
        )
        version = quarterly_return.version
        actor = actor_of(cast.sro)
        sign_off_return(quarterly_return=quarterly_return, version=version, actor=actor, at=NOW)
        subject = "Signed off: North West, Quarter 3 2013/14"
        assert set(letters()) == {
            f"{person.email}: {subject}" for person in (cast.coordinator, cast.national_team)
        }
