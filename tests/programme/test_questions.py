"""Questions from the National Steering Group: their way to an answer, and their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    RefusedError,
    StaleVersionError,
    WrongStateError,
)
from programme.choices_questions import QuestionAction, QuestionState
from programme.models import Question
from programme.rules.questions import Line, may_take
from programme.selectors.questions import story, waiting_for, whose_turn
from programme.services.questions import (
    answer_question,
    ask_question,
    close_question,
    draft_answer,
    follow_up_question,
    route_question,
    send_draft_back,
)
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import RETURN_URL

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
TEXT = "What keeps the second department from naming a lead?"
LINE = Line("milestone-7", "Open the hub, North West", "locality-north-west", "2013-14-q2", 1, 1)
Queries = Callable[[int], Any]


def ask(actor: Actor, **changes: Any) -> Question:
    given = {"text": TEXT, "line": LINE, "actor": actor, "at": NOW}
    return ask_question(**{**given, **changes})


def take(step: Callable[..., None], question: Question, actor: Actor, **given: Any) -> None:
    """Take the step with the question as it now stands."""
    question.refresh_from_db()
    step(
        question=question, actor=actor, at=NOW, **{"version": question.version, **given},
    )  # fmt: skip
    question.refresh_from_db()


@pytest.fixture
def nsg(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.nsg)


@pytest.fixture
def team(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.national_team)


@pytest.fixture
def coordinator(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.coordinator)


@pytest.fixture
def routed(stage: Stage, cast: Cast, nsg: Actor, team: Actor) -> Question:
    question = ask(nsg, locality=cast.own)
    take(route_question, question, team, locality=cast.own, outcome=stage.outcome)
    return question


@pytest.mark.parametrize(
    ("action", "states"),
    [
        (QuestionAction.ROUTE, "asked routed drafted"),
        (QuestionAction.DRAFT, "routed drafted"),
        (QuestionAction.SEND_BACK, "drafted"),
        (QuestionAction.ANSWER, "asked routed drafted"),
        (QuestionAction.FOLLOW_UP, "answered"),
        (QuestionAction.CLOSE, "asked routed drafted answered"),
    ],
)
def test_steps_are_taken_from(action: QuestionAction, states: str) -> None:
    assert [s.value for s in QuestionState if may_take(action, s)] == states.split()


class TestTheWayToAnAnswer:
    def test_goes_through_the_locality_and_keeps_every_step(
        self, routed: Question, nsg: Actor, team: Actor, coordinator: Actor
    ) -> None:
        question = routed
        assert whose_turn(question) == "Co-ordinator, North West"
        take(draft_answer, question, coordinator, draft="A vacancy.")
        take(send_draft_back, question, team, reason="Until when?")
        assert question.is_sent_back
        take(draft_answer, question, coordinator, draft="A vacancy until March.")
        take(answer_question, question, team, answer="A vacancy until March.")
        assert list(waiting_for(nsg)) == [question]
        take(follow_up_question, question, nsg, text="And then?")
        assert (question.state, question.answer, question.draft) == ("routed", "", "")
        take(answer_question, question, team, answer="The deputy leads.")
        take(close_question, question, nsg, reason="")

        assert (question.state, question.closed_at) == (QuestionState.CLOSED, NOW)
        assert AuditEvent.objects.filter(action__startswith="question.").count() == 9
        assert [each.title for each in story(question, team)] == [
            "Closed", "Answered", "Asked again", "Answered", "Answer drafted",
            "Draft sent back", "Answer drafted", "Routed", "Asked",
        ]  # fmt: skip
        read = [each.title for each in story(question, nsg)]
        assert "Answer drafted" not in read
        assert "Draft sent back" not in read

    def test_is_asked_on_behalf_of_a_member_by_name_of_post(
        self, stage: Stage, team: Actor, cast: Cast
    ) -> None:
        with pytest.raises(IncompleteError, match="Enter who asks"):
            ask(team)
        question = ask(team, on_behalf_of=" HMRC  member ")

        assert question.asker == f"{cast.national_team}, on behalf of HMRC member"
        event = AuditEvent.objects.get(action="question.ask")
        assert event.after == {"words": TEXT, "on_behalf_of": "HMRC member"}
        assert (question.asked_in, question.line_words) == (stage.period, LINE.words)

    def test_is_asked_again_on_behalf_of_the_same_member(
        self, stage: Stage, nsg: Actor, team: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        second = actor_of(cast.second_national_team)
        for asker, member, again, asked_for in (
            (team, "HMRC member", team, "HMRC member"),
            (team, "HMRC member", second, "HMRC member"),
            (nsg, "", nsg, ""),
            (nsg, "", team, str(cast.nsg)),
        ):
            question = ask(asker, on_behalf_of=member)
            take(answer_question, question, team, answer="A vacancy.")
            take(follow_up_question, question, again, text="And then?")
            assert question.steps.latest("pk").on_behalf_of == asked_for
            take(close_question, question, team, reason="Told by telephone.")

    def test_begins_once_however_often_it_is_sent(self, stage: Stage, nsg: Actor) -> None:
        assert ask(nsg) == ask(nsg)
        assert ask(nsg, line=Line()) != ask(nsg)

    def test_forgets_a_draft_of_another_locality(
        self, routed: Question, cast: Cast, team: Actor, coordinator: Actor
    ) -> None:
        take(draft_answer, routed, coordinator, draft="A vacancy.")
        take(route_question, routed, team, locality=cast.other, outcome=None)
        assert (routed.state, routed.draft, routed.locality) == ("routed", "", cast.other)

    @pytest.mark.parametrize(
        ("step", "person", "given", "refusal"),
        [
            (route_question, "nsg", {"locality": None, "outcome": None}, NotPermittedError),
            (draft_answer, "other_coordinator", {"draft": "Mine."}, NotPermittedError),
            (draft_answer, "sro", {"draft": "Mine."}, NotPermittedError),
            (draft_answer, "coordinator", {"draft": " "}, IncompleteError),
            (draft_answer, "coordinator", {"draft": "Old.", "version": 1}, StaleVersionError),
            (send_draft_back, "national_team", {"reason": "Why?"}, WrongStateError),
            (answer_question, "coordinator", {"answer": "Yes."}, NotPermittedError),
            (follow_up_question, "nsg", {"text": "And?"}, WrongStateError),
            (close_question, "coordinator", {"reason": "Done."}, NotPermittedError),
            (close_question, "nsg", {"reason": ""}, IncompleteError),
        ],
    )
    def test_refuses(
        self, routed: Question, cast: Cast, actor_of: ActorOf, step: Callable[..., None],
        person: str, given: dict[str, Any], refusal: type[RefusedError],
    ) -> None:  # fmt: skip
        before = Question.objects.values().get()
        with pytest.raises(refusal):
            take(step, routed, actor_of(getattr(cast, person)), **given)
        assert Question.objects.values().get() == before


class TestPages:
    def test_of_a_locality_lead_from_the_task_list_to_the_draft(
        self, client: Client, routed: Question, cast: Cast, team: Actor
    ) -> None:
        client.force_login(cast.coordinator)
        page = client.get(RETURN_URL).content.decode()
        assert "0 of 1 drafted" in page
        assert "Asked this quarter" in page
        assert TEXT in client.get("/").content.decode()

        url = f"/programme/questions/{routed.pk}/draft/"
        assert LINE.words in client.get(url).content.decode()
        assert client.post(url, {"version": "2", "draft": "A vacancy."}).status_code == 302
        assert "1 of 1 drafted" in client.get(RETURN_URL).content.decode()
        assert TEXT not in client.get("/").content.decode()
        stale = client.post(url, {"version": "2", "draft": "Another."})
        assert stale.status_code == 409
        assert "Another." in stale.content.decode()
        take(send_draft_back, routed, team, reason="Until when?")
        page = client.get(RETURN_URL).content.decode()
        assert "0 of 1 drafted" in page
        assert "Needs attention" in page

    def test_keep_drafts_from_those_who_ask(
        self, client: Client, routed: Question, cast: Cast, coordinator: Actor
    ) -> None:
        take(draft_answer, routed, coordinator, draft="A vacancy.")
        url = f"/programme/questions/{routed.pk}/"
        for person, sees in ((cast.nsg, False), (cast.sro, True), (cast.auditor, True)):
            client.force_login(person)
            assert ("A vacancy." in client.get(url).content.decode()) is sees

    def test_carry_open_questions_into_the_next_quarter(
        self, client: Client, routed: Question, stage: Stage, cast: Cast
    ) -> None:
        Question.objects.update(asked_in=stage.previous_period)
        client.force_login(cast.coordinator)
        page = client.get(RETURN_URL).content.decode()
        assert "Matter arising from Quarter 2 2013/14" in page

    def test_say_what_comes_next_and_offer_to_send_it_elsewhere_last(
        self, client: Client, routed: Question, cast: Cast
    ) -> None:
        client.force_login(cast.national_team)
        page = client.get(f"/programme/questions/{routed.pk}/").content.decode()
        assert "To be drafted by" in page
        assert page.index("Answer the question") < page.index("Send it to somebody else")
        assert ">Ask a question</h1>" in client.get("/programme/questions/ask/").content.decode()

    def test_list_costs_the_same_for_many(
        self, client: Client, routed: Question, nsg: Actor, cast: Cast,
        django_assert_num_queries: Queries,
    ) -> None:  # fmt: skip
        client.force_login(cast.national_team)
        client.get("/programme/questions/")
        for number in (1, 12):
            for each in range(number):
                ask(nsg, text=f"Question {number} {each}?", locality=cast.other)
            with django_assert_num_queries(5):
                page = client.get("/programme/questions/?show=all").content.decode()
        assert "Question 12 11?" in page

    def test_find_a_question_by_its_words_and_locality(
        self, client: Client, routed: Question, nsg: Actor, cast: Cast
    ) -> None:
        ask(nsg, text="When does the other hub open?", locality=cast.other)
        client.force_login(cast.nsg)

        def found(**asked: str) -> list[bool]:
            page = client.get("/programme/questions/", {"show": "all", **asked}).content.decode()
            return [TEXT in page, "When does the other hub open?" in page]

        assert found() == [True, True]
        assert found(q="hub open") == [True, True]
        assert found(q="LEAD second") == [True, False]
        assert found(locality=cast.other.slug) == [False, True]
        assert found(q="nothing") == [False, False]
        page = client.get("/programme/questions/", {"q": "hub"}).content.decode()
        assert "?show=all&amp;q=hub" in page

    def test_close_a_question_with_its_reason(
        self, client: Client, routed: Question, cast: Cast
    ) -> None:
        client.force_login(cast.national_team)
        url = f"/programme/questions/{routed.pk}/close/"
        assert "Enter why it is closed" in client.post(url, {"version": "2"}).content.decode()
        assert client.post(url, {"version": "2", "reason": "Withdrawn."}).status_code == 302
        assert "Withdrawn." in client.get(f"/programme/questions/{routed.pk}/").content.decode()
