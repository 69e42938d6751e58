"""Questions and decisions pinned to lines of packs that are not national."""

import datetime as dt
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import User
from programme.models import DecisionSought, Question
from programme.services.questions import route_question
from tests.access.situations import make_pack_of_a_kind
from tests.conftest import NOW, Cast
from tests.core.markup import parse
from tests.factories import MeetingFactory, SteeringGroupFactory
from tests.reporting.conftest import ActorOf

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(member: User, pack: Any, line: str) -> Question:
    url = reverse("reporting:pack-ask", args=[*pack.address, line])
    assert signed_in(member).post(url, {"text": "Why is it late?"}).status_code == 302
    return Question.objects.get()


def edition_link(user: User, question: Question) -> tuple[str, str]:
    """Where the question's page leads from the name of the edition, if anywhere, and the words."""
    url = reverse("programme:question-detail", args=[question.pk])
    page = parse(signed_in(user).get(url).content.decode())
    (about,) = page.xpath("//p[starts-with(., 'About “')]")
    (link,) = about.xpath("a/@href") or ("",)
    return link, about.text_content()


class TestAQuestion:
    def test_about_a_localitys_pack_leads_there_whoever_may_read_it(
        self, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = make_pack_of_a_kind(cast, "published", "about a locality")
        question = ask(cast.nsg, pack, f"locality-{cast.own.slug}")
        expected = reverse(
            "reporting:pack-line", args=[*pack.address, f"locality-{cast.own.slug}"]
        )
        assert edition_link(cast.nsg, question) == (
            expected, f"About “{cast.own}” in the {pack.title}, edition 1."
        )  # fmt: skip

        for place, person, link in (
            (cast.own, cast.coordinator, expected),
            (cast.other, cast.other_coordinator, ""),
        ):
            question.refresh_from_db()
            route_question(
                question=question, locality=place, outcome=None, version=question.version,
                actor=actor_of(cast.national_team), at=NOW,
            )  # fmt: skip
            found, words = edition_link(person, question)
            assert found == link
            assert f"{pack.title}, edition 1" in words

    def test_about_a_statement_is_about_its_department(self, cast: Cast) -> None:
        pack = make_pack_of_a_kind(cast, "published", "about a department")
        question = ask(cast.nsg, pack, pack.subject)

        assert question.pinned_line.subject == pack.subject
        assert question.line_words == str(pack.department)
        assert question.pack_label == f"{pack.title}, edition 1"


class TestADecision:
    def test_is_sought_about_a_line_of_a_localitys_pack(self, cast: Cast) -> None:
        pack = make_pack_of_a_kind(cast, "published", "about a locality")
        group = SteeringGroupFactory.create()
        meeting = MeetingFactory.create(day=NOW.date(), group=group)
        MeetingFactory.create(day=dt.date(2013, 11, 14), group=group)
        team = signed_in(cast.national_team)
        line = f"locality-{cast.own.slug}"
        offered = team.get(reverse("reporting:pack-pin", args=[*pack.address, line]))
        page = parse(offered.content.decode())
        (url,) = page.xpath("//a[starts-with(., 'Seek a decision')]/@href")
        assert f"/meetings/{meeting.pk}/" in url, "nothing is asked of a meeting that is over"
        token = unquote(url.partition("?line=")[2])
        assert "as the pack has it" in team.get(url).content.decode()

        team.post(url, {"text": "Agree to wait.", "reason": "", "line": token})

        sought = DecisionSought.objects.get()
        assert (sought.line, sought.pack_title) == (line, pack.title)
        shown = team.get(reverse("programme:meeting-detail", args=[meeting.pk])).content.decode()
        assert reverse("reporting:pack-line", args=[*pack.address, line]) in shown
