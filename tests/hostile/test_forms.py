"""Hostile words in every box of every form: taken and shown letter by letter, or refused."""

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.routes import routes
from tests.access.situations import situation
from tests.access.visitors import rolled_back
from tests.access.watching import fingerprint
from tests.conftest import Cast
from tests.hostile import words
from tests.hostile.asking import as_postgresql, first_rows, problem_of, visitor

pytestmark = pytest.mark.django_db

ANSWERS = frozenset({200, 302, 400, 403, 404, 409, 413, 422, 429})
NAMES = tuple(words.ALL)
# The day alone is tried: tests/hostile/test_parsers.py tries the parts of a date.
PARTS_OF_A_DAY = ("-month", "-year")


def sent(client: Client, url: str, form: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the answer to the form, and with the page that it leads to."""
    with rolled_back(), as_postgresql():
        response = client.post(url, form)
        if response.status_code not in ANSWERS:
            yield problem_of(response) or str(response.status_code)
        elif response.status_code != 302:
            yield problem_of(response)
        elif not (target := response.headers["Location"]).startswith("/"):
            yield f"leads to {target}"
        else:
            yield problem_of(client.get(target))


def test_every_box_takes_hostile_words_as_words_or_refuses_them(cast: Cast) -> None:
    """Each box gets some of the words, in turn; the other boxes are filled as they should be."""
    problems, turn = [], 0
    for row, column in first_rows("POST", "ok"):
        with rolled_back():
            asked = situation(row.route, row.state, cast)
            url, client = reverse(row.route, args=asked.address), visitor(cast, column)
            for box in (box for box in asked.form if not box.endswith(PARTS_OF_A_DAY)):
                turn += 1
                name = NAMES[turn % len(NAMES)]
                form = {**asked.form, box: words.ALL[name]}
                problems += [
                    f"{row.route}, {box}, {name}: {problem}"
                    for problem in sent(client, url, form)
                    if problem
                ]
    assert turn > 150
    assert not problems, "\n".join(problems)


def test_every_list_takes_hostile_words_as_words_or_refuses_them(cast: Cast) -> None:
    """The pages to add to a list that the table leaves to the tests of their own."""
    problems, turn, client = [], 0, visitor(cast, "adm")
    for route in routes():
        page = client.get(route.example) if route.name.endswith("-add") else None
        if page is None or page.status_code != 200:
            continue
        fields = page.context["form"].fields
        before = fingerprint()
        for kind in (words.SHOWN, words.REFUSED):
            turn += 1
            chosen = list(kind.values())
            form = {box: chosen[(turn + at) % len(chosen)] for at, box in enumerate(fields)}
            problems += [
                f"{route}: {problem}" for problem in sent(client, route.example, form) if problem
            ]
        if fingerprint() != before:
            problems.append(f"{route}: left something behind")
    assert turn > 20
    assert not problems, "\n".join(problems)


class TestWhatNobodyMayKeep:
    """Words that cannot be shown are refused with a sentence, and nothing is saved."""

    def test_is_refused_by_the_form_of_an_overview(self, cast: Cast) -> None:
        asked = situation("programme:overview-update", "open", cast)
        url, client = reverse("programme:overview-update", args=asked.address), visitor(cast, "co")
        before = fingerprint()

        for name, hostile in words.REFUSED.items():
            response = client.post(url, {**asked.form, "overview": hostile})
            assert response.status_code in (200, 422), name
            assert b"There is a problem" in response.content, name
        assert fingerprint() == before
