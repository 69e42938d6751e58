"""A stranger reads what was published, from the search to the file."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.journeys.conftest import Person
from tests.objectives.public.stage import amend_in_secret, draft, filled, publish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_a_stranger_finds_reads_and_takes_away_what_was_published(
    person: Callable[[], Person],
) -> None:
    chosen = draft(slug="head", holder_name="The head", role_statement="Leads the service.")
    category = filled(chosen)
    publish(chosen)
    category.introduction = "In particular:"
    category.save()
    publish(chosen, on=dt.date(2012, 10, 1), reason="The budget grew.")
    amend_in_secret(chosen)
    reader = person()

    reader.page.goto("/objectives/")
    reader.look("published-objectives")
    reader.fill("Name, post or words", "programme")
    reader.press("Search")
    reader.sees("Deliver the programme (Objective)")
    reader.look("published-search")
    reader.follow("The head, 2012/13")
    reader.sees("2, the latest. The budget grew.")
    reader.look("published-set")
    reader.follow("History of amendments")
    reader.look("published-history")
    reader.follow("Read revision 1")
    reader.sees("It has been superseded")
    reader.follow("2012/13")
    reader.look("published-year")
    reader.follow("Read them in full", exact=False)
    reader.look("published-department")
    reader.follow("Data")
    reader.look("published-data")
    assert reader.context.cookies() == []
