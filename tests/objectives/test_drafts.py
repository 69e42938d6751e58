"""What is typed and not saved is given back, and the page says so."""

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import User
from csplan.core.draft_tokens import FIELD, issue
from tests.conftest import Cast
from tests.objectives.feedback.stage import asked
from tests.objectives.reviews.stage import completed, opened

pytestmark = pytest.mark.django_db
WORDS = "A figure in it was wrong."


def given_back(person: User, url: str, name: str) -> str:
    """The page, opened by somebody who had typed into the box called ``name``."""
    client = Client()
    client.force_login(person)
    kept = {name: WORDS, FIELD: issue(person.pk, url)}
    assert client.post("/drafts/", kept, headers={"accept": "application/json"}).status_code == 200
    return client.get(url).content.decode()


@pytest.mark.parametrize(("page", "box"), [("feedback-ask", "question"), ("example-add", "words")])
def test_of_the_private_office(page: str, box: str, cast: Cast) -> None:
    url = reverse(f"objectives:{page}", args=[asked(cast).objective_set.slug])

    found = given_back(cast.private_office, url, box)

    assert WORDS in found
    assert "and have not saved it" in found


def test_of_the_reviewer_who_opens_a_review_again(cast: Cast) -> None:
    stage = opened(cast)
    completed(stage)
    url = reverse("objectives:review-reopen", args=[stage.objective_set.slug, stage.review.kind])

    found = given_back(stage.reviewer, url, "reason")

    assert WORDS in found
    assert "and have not saved it" in found
