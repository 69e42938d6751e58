"""Each person's list for the day: what is on it, for whom, and that it goes once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant, User
from csplan.core.periods import Quarter
from csplan.home.digests import Digest, digest_for
from csplan.home.rules import is_near, summary
from csplan.home.services import send_digests
from csplan.notices.models import DigestDay, Notice, TurnedOff
from csplan.notices.services import claim_forgotten, send_notice
from programme.choices import ReturnState
from programme.models import QuarterlyReturn, ReturnAuthor
from programme.services import send_back_return
from programme.services.questions import answer_question, route_question
from tests.conftest import NOW, Cast, Stage
from tests.factories import QuarterlyReturnFactory, ReportingPeriodFactory
from tests.programme.situations import answer_everything, close, put_in
from tests.programme.test_questions import TEXT, ask, take

ActorOf = Callable[[User], Actor]
DAY = dt.timedelta(days=1)
OWN, OTHER = "North West, Quarter 3 2013/14", "South West, Quarter 3 2013/14"


class TestRules:
    @pytest.mark.parametrize(
        ("due_on", "expected"),
        [("2014-01-10", True), ("2014-01-17", True), ("2014-01-18", False), ("2014-01-02", True)],
    )
    def test_near_is_five_working_days(self, due_on: str, expected: bool) -> None:
        assert is_near(dt.date.fromisoformat(due_on), dt.date(2014, 1, 10)) is expected

    def test_summary_leaves_out_what_there_is_none_of(self) -> None:
        assert summary(overdue=1, due=0, waiting=2) == "1 overdue, 2 waiting for you"


@dataclass(frozen=True)
class Reader:
    """What stands on the lists of the cast."""

    cast: Cast
    actor_of: ActorOf

    def __call__(self, person: str, at: dt.datetime = NOW) -> dict[str, list[str]]:
        digest = digest_for(self.actor_of(getattr(self.cast, person)), at=at)
        lists = {
            "overdue": digest.overdue, "due": digest.due, "waiting": digest.waiting
        }  # fmt: skip
        return {name: [item.name for item in items] for name, items in lists.items() if items}


@pytest.fixture
def on_list(cast: Cast, actor_of: ActorOf) -> Reader:
    return Reader(cast, actor_of)


@pytest.mark.django_db
class TestDigestFor:
    def test_names_what_is_due_and_overdue_to_those_who_owe_it(
        self, stage: Stage, cast: Cast, on_list: Reader, actor_of: ActorOf
    ) -> None:
        missing = "2 localities have not submitted for Quarter 3 2013/14"
        assert on_list("coordinator") == on_list("assistant") == {"due": [OWN]}
        assert on_list("other_coordinator") == {"due": [OTHER]}
        assert on_list("national_team") == on_list("head") == {"due": [missing]}
        for person in ("sro", "former_coordinator", "nsg", "administrator", "auditor"):
            assert on_list(person) == {}
        early, late = NOW - 2 * DAY, NOW + 8 * DAY
        assert on_list("coordinator", early) == on_list("head", early) == {}
        assert on_list("coordinator", late) == {"overdue": [OWN]}
        assert on_list("head", late) == {"overdue": [missing]}
        (item,) = digest_for(actor_of(cast.coordinator), at=late).overdue
        assert item.hint == (
            "4 of 4 answers are still to be given. Due 17 January 2014: 1 day overdue"
        )

    def test_leaves_a_complete_return_to_the_coordinator(
        self, stage: Stage, on_list: Reader
    ) -> None:
        answer_everything(stage.own)
        assert (on_list("coordinator"), on_list("assistant")) == ({"due": [OWN]}, {})

    def test_puts_a_submitted_return_to_an_sro_who_may_sign(
        self, stage: Stage, cast: Cast, on_list: Reader
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        assert (on_list("sro"), on_list("coordinator")) == ({"waiting": [OWN]}, {})
        assert on_list("sro", NOW + 8 * DAY) == {"overdue": [OWN]}
        ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.sro)
        assert on_list("sro") == {}

    def test_puts_a_signed_return_to_the_national_team(
        self, stage: Stage, cast: Cast, on_list: Reader
    ) -> None:
        put_in(ReturnState.SIGNED_OFF, stage, cast)
        assert on_list("national_team", NOW - 2 * DAY) == {"waiting": [OWN]}
        assert on_list("sro") == on_list("coordinator") == {}

    def test_says_what_was_sent_back_and_what_closed_too_soon(
        self, stage: Stage, cast: Cast, on_list: Reader, actor_of: ActorOf
    ) -> None:
        own = put_in(ReturnState.SUBMITTED, stage, cast)
        actor = actor_of(cast.sro)
        send_back_return(
            quarterly_return=own, version=own.version, reason="Say more.", actor=actor, at=NOW
        )
        assert on_list("coordinator", NOW - 2 * DAY) == {"waiting": [OWN]}
        QuarterlyReturn.objects.filter(pk=own.pk).update(overview="")
        close(stage)
        (item,) = digest_for(actor_of(cast.coordinator), at=NOW + 8 * DAY).overdue
        assert "Sent back on" in item.hint
        assert "1 of 4 answers missing: ask the Head of CS Local for longer" in item.hint

    def test_names_questions_to_those_whose_turn_it_is(
        self, stage: Stage, cast: Cast, on_list: Reader, actor_of: ActorOf
    ) -> None:
        question = ask(actor_of(cast.nsg))
        before = NOW - 2 * DAY
        assert on_list("national_team", before) == {"waiting": [TEXT]}
        team = actor_of(cast.national_team)
        take(route_question, question, team, locality=cast.own, outcome=stage.outcome)
        assert on_list("coordinator", before) == {"waiting": [TEXT]}
        assert on_list("other_coordinator", before) == on_list("national_team", before) == {}
        take(answer_question, question, team, answer="They have named one.")
        assert on_list("nsg") == {"waiting": [TEXT]}

    def test_costs_the_same_for_more_returns(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for slug in ("2012-13-q3", "2012-13-q4", "2013-14-q1"):
            period = ReportingPeriodFactory.create(quarter=Quarter.parse(slug))
            QuarterlyReturnFactory.create(period=period, locality=cast.own)
        actor = actor_of(cast.coordinator)
        with django_assert_max_num_queries(9):
            digest = digest_for(actor, at=NOW)
        assert (len(digest.overdue), len(digest.due)) == (3, 1)


@pytest.mark.django_db
class TestSendDigests:
    def test_sends_each_person_one_email_a_day(self, stage: Stage, cast: Cast) -> None:
        RoleGrant.objects.filter(user=cast.head).update(ends_on=NOW.date() - DAY)
        User.objects.filter(pk=cast.second_national_team.pk).update(is_active=False)
        TurnedOff.objects.create(user=cast.other_assistant, kind="digest")
        assert send_digests(at=NOW) == 4
        assert send_digests(at=NOW + dt.timedelta(hours=1)) == 0
        for _ in range(2):
            for pk in [*claim_forgotten(at=NOW + dt.timedelta(minutes=5)), *_notices()]:
                send_notice(notice_id=pk, at=NOW)
        told = [
            cast.coordinator, cast.assistant, cast.other_coordinator, cast.national_team
        ]  # fmt: skip
        assert sorted(message.to[0] for message in mail.outbox) == sorted(
            person.email for person in told
        )
        mine = next(each for each in mail.outbox if each.to == [cast.coordinator.email])
        assert mine.subject == "Your list for Friday 10 January 2014: 1 due soon"
        assert f"Due soon\n\n* {OWN}\n  4 of 4 answers are still to be given" in mine.body
        assert "Overdue" not in mine.body

    def test_takes_up_a_run_that_was_cut_off_and_keeps_to_working_days(
        self, stage: Stage, cast: Cast
    ) -> None:
        assert send_digests(at=NOW + DAY) == 0
        send_digests(at=NOW)
        written = Notice.objects.count()
        # As a run leaves it that died half-way: some lists, and no note that it is through.
        Notice.objects.filter(recipient=cast.coordinator).delete()
        send_digests(at=NOW)
        assert Notice.objects.count() == written - 1
        DigestDay.objects.all().delete()
        send_digests(at=NOW)
        assert Notice.objects.count() == written

    def test_leaves_out_nobody_over_a_list_that_cannot_be_made(
        self, stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def made(actor: Actor, *, at: dt.datetime) -> Digest:
            if actor.person == cast.coordinator:
                raise ValueError("Nobody expected this")
            return digest_for(actor, at=at)

        with monkeypatch.context() as patched:
            patched.setattr("csplan.home.services.digest_for", made)
            send_digests(at=NOW)
        others = set(Notice.objects.values_list("recipient", flat=True))
        send_digests(at=NOW + dt.timedelta(hours=1))

        assert len(others) > 2
        told = Notice.objects.values_list("recipient", flat=True)
        assert sorted(told) == sorted({*others, cast.coordinator.pk})
        assert cast.coordinator.pk not in others


def _notices() -> list[int]:
    return list(Notice.objects.values_list("pk", flat=True))
