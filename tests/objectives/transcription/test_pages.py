"""Importing a document into a draft: sent, looked at, moved, confirmed once."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import SourceDocument
from csplan.registers.models import PendingImport
from objectives.choices import SetState
from objectives.models import Category, Milestone, Objective, ObjectiveSet
from objectives.rules.transcription import Moves
from objectives.services.transcription import NewDocument, import_transcript, keep_transcript
from tests.conftest import NOW, Cast
from tests.factories import ObjectiveSetFactory
from tests.objectives.transcription.test_rules import POST, TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
ActorOf = Callable[[User], Actor]
DOCUMENT = {"document": "new", "title": "Objectives 2012/13", "publisher": "Cabinet Office"}


@pytest.fixture
def empty_set(cast: Cast) -> ObjectiveSet:
    return ObjectiveSetFactory.create(
        slug="head-2012-13", holder_name="Sir Bob Kerslake", post_title=POST, year_start=2012,
        department=cast.private_office.grants.get().department, role_statement="",
        state=SetState.DRAFT,
    )  # fmt: skip


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.private_office)
    return client


def sent(office: Client, chosen: ObjectiveSet, **values: Any) -> str:
    """The address of the preview."""
    answer = office.post(reverse("objectives:set-import", args=[chosen.slug]), values)
    assert answer.status_code == HTTPStatus.FOUND, answer.context["form"].errors
    return answer["Location"]


class TestImport:
    def test_of_the_published_document_keeps_every_word_and_where_it_is_from(
        self, office: Client, empty_set: ObjectiveSet, django_assert_max_num_queries: Any
    ) -> None:
        url = sent(office, empty_set, text=TEXT)
        with django_assert_max_num_queries(12):
            page = office.get(url).content.decode()
        assert "3 categories, 19 objectives, 17 performance measures, 19 milestones" in page
        assert page.count("<select") == 73
        assert "“by end July 2012”: no later than 31 July 2012" in page

        assert office.post(url, {"import": "1", **DOCUMENT}).status_code == HTTPStatus.FOUND

        empty_set.refresh_from_db()
        document = SourceDocument.objects.get(title="Objectives 2012/13")
        assert "Open Government Licence" in document.attribution
        assert empty_set.role_statement == empty_set.source_words
        assert empty_set.source == document
        assert [category.title for category in Category.objects.order_by("order")] == [
            "Business delivery objectives", "Corporate objectives",
            "Capability building objectives",
        ]  # fmt: skip
        deals = Milestone.objects.filter(category__order=1, order=5)
        assert [(deal.part, deal.text, str(deal.date_latest)) for deal in deals] == [
            (1, "8 City Deals agreed by July 2012.", "2012-07-31"),
            (2, "Second round well advanced by March 2013.", "2013-03-31"),
        ]
        whole = "8 City Deals agreed by July 2012. Second round well advanced by March 2013."
        assert {deal.source_words for deal in deals} == {whole}
        assert {deal.source_section for deal in deals} == {
            "1. Business delivery objectives: milestones"
        }
        tests_of_staff = Milestone.objects.get(date_recurrence="every:1q")
        assert tests_of_staff.source == document
        event = AuditEvent.objects.get(action="objectiveset.imported")
        assert event.after["items"] == 55
        assert office.get(url).status_code == HTTPStatus.NOT_FOUND

    def test_saves_nothing_before_it_is_confirmed_and_every_line_placed(
        self, office: Client, empty_set: ObjectiveSet
    ) -> None:
        url = sent(office, empty_set, text="Our aims\n• Build <b>homes</b> & roads\n• Mend\n")
        refused = office.post(url, {"import": "1", "document": "none"}).content.decode()
        assert "Say where these lines go, or leave them out: 1, 2, 3." in refused
        shown = office.post(url, {"show": "1", "place-1": "category", "document": "none"})
        assert 'value="objective:1" selected' in shown.content.decode()
        assert 'name="headed" value="1"' in shown.content.decode()
        assert not Objective.objects.exists()

        places = {"place-1": "category", "place-2": "objective:1", "place-3": "left_out"}
        office.post(url, {"import": "1", "document": "none", "headed": "1", **places})

        built = Objective.objects.get()
        assert (built.text, built.source, built.source_words) == ("Build homes & roads", None, "")
        event = AuditEvent.objects.get(action="objectiveset.imported")
        assert event.after["left_out"] == ["Mend"]

    def test_asks_which_document_it_is(self, office: Client, empty_set: ObjectiveSet) -> None:
        url = sent(office, empty_set, text="1. Our objectives:\n• Build\n")
        for said in ({}, {"document": "new"}, {"document": "999"}):
            page = office.post(url, {"import": "1", **said}).content.decode()
            assert "There is a problem" in page
        assert not Objective.objects.exists()

    def test_is_of_a_text_or_a_file(self, office: Client, empty_set: ObjectiveSet) -> None:
        address = reverse("objectives:set-import", args=[empty_set.slug])
        file = SimpleUploadedFile("t.txt", b"1. Our objectives:")
        for wrong in (
            {"text": " "},
            {"text": "A", "file": file},
            {"text": "--"},
            {"file": SimpleUploadedFile("t.ods", b"PK\x03\x04")},
        ):
            assert "There is a problem" in office.post(address, wrong).content.decode()
        assert not PendingImport.objects.exists()
        for kind in ("ods", "csv"):
            template = office.get(
                reverse("objectives:import-template", args=[empty_set.slug, kind])
            ).content
            table = SimpleUploadedFile(f"template.{kind}", template)
            assert "no rows" in office.post(address, {"file": table}).content.decode()
        assert sent(office, empty_set, file=SimpleUploadedFile("t.txt", b"1. Our objectives:"))


class TestRefusals:
    def test_others_and_other_states(
        self, client: Client, cast: Cast, empty_set: ObjectiveSet, actor_of: ActorOf
    ) -> None:
        office = actor_of(cast.private_office)
        upload = keep_transcript(
            objective_set=empty_set, name="t.txt", data=b"1. Our objectives:\n- Build",
            actor=office, at=clock.now(),
        )  # fmt: skip
        told: dict[str, Any] = {
            "objective_set": empty_set, "upload": upload, "moves": Moves(), "at": NOW,
            "source": NewDocument("A", "B"),
        }  # fmt: skip
        with pytest.raises(RefusedError):
            import_transcript(**told, actor=actor_of(cast.head))

        pages = [
            reverse("objectives:set-import", args=[empty_set.slug]),
            reverse("objectives:import-template", args=[empty_set.slug, "csv"]),
            reverse("objectives:import-preview", args=[empty_set.slug, upload.pk]),
        ]
        expected = {
            cast.coordinator: HTTPStatus.NOT_FOUND,
            cast.head: HTTPStatus.FORBIDDEN,
            cast.private_office: HTTPStatus.OK,
        }
        for user, status in expected.items():
            client.force_login(user)
            assert {client.get(page).status_code for page in pages} == {status}
        ObjectiveSet.objects.update(state=SetState.SUBMITTED)
        assert {client.get(page).status_code for page in pages} == {HTTPStatus.CONFLICT}
        with pytest.raises(RefusedError):
            import_transcript(**told, actor=office)
        assert not Category.objects.exists()
        assert not SourceDocument.objects.exists()

    def test_a_second_role_statement_and_a_second_time(
        self, cast: Cast, empty_set: ObjectiveSet, actor_of: ActorOf
    ) -> None:
        office = actor_of(cast.private_office)

        def bring(data: bytes, moves: Moves) -> PendingImport:
            upload = keep_transcript(
                objective_set=empty_set, name="t.txt", data=data, actor=office, at=NOW
            )
            import_transcript(
                objective_set=empty_set, upload=upload, moves=moves, source=None, actor=office,
                at=NOW,
            )  # fmt: skip
            return upload

        upload = bring(b"Leads it.", Moves({1: "role"}))
        empty_set.refresh_from_db()
        with pytest.raises(RefusedError, match="role statement already"):
            bring(b"Leads it too.", Moves({1: "role"}))
        with pytest.raises(RefusedError):
            import_transcript(
                objective_set=empty_set, upload=upload, moves=Moves(), source=None, actor=office,
                at=NOW,
            )  # fmt: skip
