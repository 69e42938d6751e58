"""The pages of feedback: the form without an account, and who reads what."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from objectives.models import Example, FeedbackAnswer, FeedbackMessage, FeedbackRequest
from objectives.rules.feedback import Said
from objectives.services.feedback import answer
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, grant
from tests.objectives.feedback.stage import LINK, PEOPLE, QUESTION, SECRET, asked, linked
from tests.objectives.reviews.stage import opened

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - dt.timedelta(days=1)
ANSWER = {"went_well": SECRET, "could_be_better": "", "example": ""}


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def link(token: str = LINK) -> str:
    return reverse("objectives:feedback-answer", args=[token])


def url(name: str, round_: Any, *more: object) -> str:
    return reverse(f"objectives:{name}", args=[round_.objective_set.slug, *more])


class TestForm:
    def test_is_answered_once_without_an_account_or_a_cookie(self, cast: Cast) -> None:
        linked(asked(cast).requests.all()[0])
        client = Client(enforce_csrf_checks=True)

        shown = client.get(link())
        assert QUESTION in words(shown)
        assert "shown without your name" in words(shown)
        assert SECRET not in words(shown)
        assert shown["Referrer-Policy"] == "no-referrer"
        assert "no-store" in shown["Cache-Control"]
        assert "noindex" in shown["X-Robots-Tag"]
        assert "Answer at least one" in words(client.post(link(), {"went_well": " "}))
        saved = client.post(link(), ANSWER, headers={"Origin": "null"})
        assert saved.headers["Location"] == reverse("objectives:feedback-thanks")

        assert client.get(saved.headers["Location"]).status_code == 200
        assert client.post(link(), ANSWER).status_code == 404
        assert not client.cookies
        assert FeedbackAnswer.objects.get().went_well == SECRET

    def test_answers_every_link_that_opens_nothing_alike(
        self, client: Client, cast: Cast, settings: Any
    ) -> None:
        before = NOW - dt.timedelta(days=9)
        requests = list(asked(cast, at=before, last_day=YESTERDAY.date()).requests.all())
        answer(request=linked(requests[0], "used"), said=Said(SECRET), at=before)
        linked(requests[1], "expired")

        pages = [client.get(link(token)) for token in ("used", "expired", "wrong")]
        pages += [client.post(link(token), ANSWER) for token in ("used", "expired", "wrong")]
        assert {page.status_code for page in pages} == {404}
        assert len({words(page) for page in pages}) == 1
        assert {page["Referrer-Policy"] for page in pages} == {"no-referrer"}
        settings.CSPLAN_FEEDBACK_WRONG_LINKS = "1/h/ip"
        assert [client.get(link("wrong")).status_code for _ in range(2)] == [404, 429]

    def test_leaves_no_link_that_works_in_the_history(self, client: Client, cast: Cast) -> None:
        linked(asked(cast).requests.all()[0])
        client.force_login(cast.nsg)

        assert client.get(link()).status_code == 200
        assert client.post(link(), {}).status_code == 200

        assert not AuditEvent.objects.filter(target_id__contains=LINK).exists()


class TestReading:
    def test_shows_what_was_said_to_those_entitled_and_to_nobody_else(
        self, client: Client, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        stage = opened(cast)
        round_ = asked(cast, objective_set=stage.objective_set)
        answer(request=linked(round_.requests.get(kind="minister")), said=Said(SECRET), at=NOW)
        page = url("feedback-round", round_, round_.pk)
        others = [url("feedback-list", round_), url("example-list", round_)]
        readers = (cast.private_office, cast.head, cast.auditor, stage.reviewer)

        for reader in readers:
            client.force_login(reader)
            with django_assert_max_num_queries(12):
                shown = words(client.get(page))
            assert SECRET in shown
            assert "One of those asked" in shown
            assert "A minister" not in shown
            assert "Answered" not in shown
            assert "1 of 4 answered" in shown
            assert ("Remind those" in shown) is (reader == cast.private_office)
            assert [client.get(other).status_code for other in others] == [200, 200]
        strangers = [
            person
            for person in vars(cast).values()
            if isinstance(person, User) and person not in readers
        ]
        strangers.append(grant(Role.PRIVATE_OFFICE, department=DepartmentFactory.create()))
        assert cast.administrator in strangers
        for person in strangers:
            client.force_login(person)
            assert {client.get(each).status_code for each in (page, *others)} == {404}

    def test_names_those_who_were_told_so(self, client: Client, cast: Cast) -> None:
        round_ = asked(cast, is_attributed=True)
        answer(request=linked(round_.requests.get(kind="minister")), said=Said(SECRET), at=NOW)
        client.force_login(cast.head)

        shown = words(client.get(url("feedback-round", round_, round_.pk)))

        assert "Answered" in shown
        assert ">The Minister for Trams</h3>" in shown

    def test_holds_back_what_two_said_whom_alone_a_message_reached(
        self, client: Client, cast: Cast
    ) -> None:
        round_ = asked(cast)
        requests = list(round_.requests.all())
        answer(request=linked(requests[0]), said=Said(SECRET), at=NOW)
        FeedbackMessage.objects.filter(request=requests[2]).update(attempts=5, failed_at=NOW)
        FeedbackMessage.objects.filter(request=requests[3]).update(attempts=2)
        client.force_login(cast.private_office)

        shown = words(client.get(url("feedback-round", round_, round_.pk)))

        assert SECRET not in shown
        assert "fewer than 3" in shown
        assert shown.count("Message not sent") == 2
        assert shown.count("Message not sent yet") == 1


class TestAsking:
    def test_asks_reminds_and_withdraws(self, client: Client, cast: Cast) -> None:
        stage = asked(cast)
        client.force_login(cast.private_office)
        form = {
            "question": QUESTION, "names": "not-shown", "staff": "Jo <jo@example.com>\nnobody",
            "last_day-day": "31", "last_day-month": "1", "last_day-year": "2014",
        }  # fmt: skip
        ask = url("feedback-ask", stage)
        assert "31" in words(client.get(ask))
        assert "“nobody” must be" in words(client.post(ask, form))
        form["staff"] = "Jo <jo@example.com>"
        assert "at least 3" in words(client.post(ask, form))
        form["staff"] = "\n".join(f"Person {n} <p{n}@example.com>" for n in range(3))
        made = client.post(ask, form)
        assert FeedbackRequest.objects.count() == len(PEOPLE) + 3
        assert "0 of 3 answered" in words(client.get(made.headers["Location"]))

        FeedbackMessage.objects.update(on="2014-01-09")
        assert client.post(url("feedback-remind", stage, stage.pk)).status_code == 302
        assert client.post(url("feedback-remind", stage, stage.pk)).status_code == 409
        ending = url("feedback-withdraw", stage, stage.pk)
        assert "0 of 4 answered" in words(client.get(ending))
        assert client.post(ending).status_code == 302
        assert client.get(ending).status_code == 409
        assert client.post(url("feedback-remind", stage, stage.pk)).status_code == 409

    def test_keeps_a_portfolio_of_examples(self, client: Client, cast: Cast) -> None:
        stage = asked(cast)
        client.force_login(cast.private_office)
        form = {"words": SECRET, "evidence": "A note.", "objective": "", "happened_on-day": "11",
                "happened_on-month": "1", "happened_on-year": "2014"}  # fmt: skip
        add = url("example-add", stage)
        assert "today or in the past" in words(client.post(add, form))
        assert client.post(add, form | {"happened_on-day": "9"}).status_code == 302
        listed = url("example-list", stage)
        assert SECRET in words(client.get(listed))

        out = url("example-withdraw", stage, Example.objects.get().pk)
        client.force_login(cast.head)
        assert client.post(out).status_code == 403
        client.force_login(cast.private_office)
        assert client.post(out).status_code == 302
        assert client.post(out).status_code == 409
        assert SECRET not in words(client.get(listed))
