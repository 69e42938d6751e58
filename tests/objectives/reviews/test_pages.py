"""The pages of reviews: who is shown what, and that nobody else is shown anything."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from objectives.models import MarkingSplit, Review
from objectives.services.reviews import take_back
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, UserFactory, grant
from tests.objectives.reviews.stage import SECRET, Stage, completed, opened, shared, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return opened(cast)


def address(name: str, stage: Stage, *more: object) -> str:
    slug = stage.objective_set.slug
    return reverse(f"objectives:{name}", args=[slug, stage.review.kind, *more])


def shown_to(client: Client, user: User, url: str) -> tuple[int, str]:
    client.force_login(user)
    response = client.get(url)
    return response.status_code, " ".join(response.content.decode().split())


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestConfidence:
    def test_shows_words_to_the_reviewer_and_the_auditor_and_shared_ones_to_the_office(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        written(stage)
        urls = [address("review-detail", stage), address("review-history", stage)]
        for url in urls:
            assert shown_to(client, stage.reviewer, url)[0] == 200
            status, page = shown_to(client, cast.private_office, url)
            assert status == 200
            assert SECRET not in page
            assert "Box 2" not in page
        assert SECRET in shown_to(client, cast.auditor, urls[0])[1]

        assert "The reviewer is writing" in shown_to(client, cast.private_office, urls[0])[1]

    def test_shows_the_office_what_was_shared_and_not_what_was_written_since(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        shared(stage)
        url = address("review-detail", stage)
        assert SECRET in shown_to(client, cast.private_office, url)[1]
        take_back(review=stage.now(), version=stage.now().version, actor=stage.writer, at=NOW)
        written(stage, words="Since then.")

        for page in (url, address("review-history", stage)):
            assert "Since then." not in shown_to(client, cast.private_office, page)[1]
        history = address("review-history", stage)
        assert SECRET in shown_to(client, cast.private_office, history)[1]

    def test_hides_every_page_from_everybody_else(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        completed(stage)
        mark = stage.review.marks.get()
        names = (
            "detail",
            "history",
            "overall",
            "comments",
            "share",
            "take-back",
            "complete",
            "reopen",
        )
        urls = [address(f"review-{name}", stage) for name in names]
        urls.append(address("review-mark", stage, mark.pk))
        strangers = [
            getattr(cast, name)
            for name in vars(cast)
            if isinstance(getattr(cast, name), User) and name not in ("private_office", "auditor")
        ]
        strangers.append(grant(Role.PRIVATE_OFFICE, department=DepartmentFactory.create()))
        assert cast.head in strangers
        assert cast.administrator in strangers

        for person in strangers:
            client.force_login(person)
            for url in urls:
                assert client.get(url).status_code == 404
            assert (
                client.post(urls[2], {"mark": "1", "words": "x", "version": "1"}).status_code
                == 404
            )
        assert Review.objects.get().words == SECRET

    def test_keeps_words_off_every_page_of_the_set(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        completed(stage)
        slug = stage.objective_set.slug
        pages = [
            reverse("objectives:set-detail", args=[slug]),
            reverse("objectives:set-reviews", args=[slug]),
            reverse("objectives:progress", args=[slug]),
            reverse("objectives:progress-history", args=[slug]),
            reverse("objectives:review-list"),
            reverse("home"),
        ]
        for person in (cast.head, cast.administrator, cast.nsg, cast.private_office):
            for page in pages:
                assert "Zebra" not in shown_to(client, person, page)[1]


class TestLists:
    def test_lead_to_the_reviews_that_are_the_readers(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        url, listed = address("review-detail", stage), reverse("objectives:review-list")
        other = opened(cast, department=None, reviewer=UserFactory.create())
        assert other.review.pk

        for person in (stage.reviewer, cast.auditor, cast.private_office):
            assert url in shown_to(client, person, listed)[1]
        assert url not in shown_to(client, cast.head, listed)[1]
        assert url not in shown_to(client, other.reviewer, listed)[1]
        for person in (cast.administrator, cast.outsider, cast.nsg):
            assert shown_to(client, person, listed)[0] == 404

    def test_tell_the_head_how_far_a_review_is_and_nothing_more(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        shared(stage)
        url = reverse("objectives:set-reviews", args=[stage.objective_set.slug])
        page = shown_to(client, cast.head, url)[1]

        assert "Shared with the private office" in page
        assert "Name another reviewer" in page
        assert "Open the end-of-year review" in page
        assert "Read the mid-year review" not in page


class TestWriting:
    def test_goes_through_the_objectives_beside_their_evidence_and_is_shared(
        self, client: Client, stage: Stage, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        client.force_login(stage.reviewer)
        mark = stage.review.marks.get()
        url = address("review-mark", stage, mark.pk)
        with django_assert_max_num_queries(15):
            page = words(client.get(url))
        assert "Publish the plan." in page
        assert "Of delivery as a whole" in page
        form = {"mark": "3", "words": "It slipped.", "version": "0"}

        assert "Enter what the marking rests on" in words(client.post(url, form | {"words": ""}))
        saved = client.post(url, form | {"next": "1"})
        assert saved.headers["Location"] == address("review-overall", stage)
        stale = client.post(url, form | {"words": "Otherwise."})
        assert stale.status_code == 409
        assert "It slipped." in words(stale)
        assert "Otherwise." in words(stale)
        client.post(address("review-overall", stage), form)
        version = str(stage.now().version)
        client.post(address("review-share", stage), {"version": version})

        assert stage.now().state == "shared"
        assert client.get(url).status_code == 409
        client.force_login(cast.private_office)
        assert client.get(url).status_code == 403
        client.post(address("review-comments", stage), {"comments": "Noted.", "version": "0"})
        assert stage.now().comments == "Noted."

    def test_is_handed_to_another_reviewer_by_the_head(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        url = address("review-reviewer", stage)
        client.force_login(cast.head)
        form = {"reviewer": cast.administrator.email, "version": "0"}
        assert "Enter the address of somebody" in words(client.post(url, form))

        assert client.post(url, form | {"reviewer": cast.sro.email}).status_code == 302

        assert stage.now().reviewer == cast.sro
        assert shown_to(client, stage.reviewer, address("review-detail", stage))[0] == 404
        assert shown_to(client, cast.private_office, url)[0] == 403


class TestSplits:
    def test_are_shown_beside_the_guide_once_released(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        url = reverse("objectives:split", args=["2013-14", "mid-year"])
        status, page = shown_to(client, cast.head, url)
        assert status == 200
        assert "Permanent Secretary: 0 of 1" in page
        assert "Nothing can be released yet" in words(client.post(url))
        client.force_login(cast.auditor)
        assert client.post(url).status_code == 403
        group = {
            "levels": ["director"],
            "people": 12,
            "split": [{"boxes": [1], "people": 3}, {"boxes": [2, 3], "people": 9}],
        }
        MarkingSplit.objects.create(
            year_start=2013, kind="mid-year", groups=[group], by=cast.head, at=NOW
        )

        for person in (cast.head, cast.auditor, cast.private_office, stage.reviewer):
            page = shown_to(client, person, url)[1]
            assert "Director: 12 people" in page
            assert "Boxes 2 and 3 together" in page
            assert (
                '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Guide">75%'
                in page
            )
        client.force_login(cast.head)
        assert client.post(url).status_code == 409
        for person in (cast.administrator, cast.outsider, cast.coordinator):
            assert shown_to(client, person, url)[0] == 404
        listed = reverse("objectives:split-list")
        assert "Released" in shown_to(client, cast.auditor, listed)[1]
