"""What the box of a date hears as one types."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_a_phrase_is_answered_in_words_and_with_what_is_doubtful(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.private_office)
    url = reverse("objectives:date-reading")

    def heard(phrase: str, year: str = "2012") -> dict[str, object]:
        return client.get(url, {"phrase": phrase, "year": year}).json()

    assert heard("by end July") == {
        "words": "No later than 31 July 2012.", "doubt": "", "certain": True,
    }  # fmt: skip
    assert heard("by mid July", "2013")["doubt"] == (
        "csplan takes “mid” to mean the middle third."
    )
    assert heard("in due course") == {
        "words": "csplan cannot tell when this is.", "doubt": "", "certain": False,
    }  # fmt: skip
    for year in ("1066", "next", "²⁰¹²", "20120"):
        answer = client.get(url, {"phrase": "May", "year": year})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
