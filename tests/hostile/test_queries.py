"""What stands behind an address's question mark, however strange, is answered."""

import re
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access.routes import routes
from tests.access.situations import situation
from tests.access.visitors import rolled_back
from tests.access.watching import watched
from tests.conftest import Cast
from tests.hostile.asking import as_postgresql, first_rows, problem_of, visitor

pytestmark = pytest.mark.django_db

VALUES = (
    "-1", "NaN", "999999999999", "9" * 40, "__class__", "-password", "<script>probe()</script>",
    "\" data-probe=\"1", "' OR 1=1 --", "a\x00b", "x" * 5_000, "\u202e\ud7ff", "%_\\", "../../x",
    "2013-14-q9", "9999/99", "0", "", "1.5e9", "\u0663", "//127.0.0.1/probe",
    "{{ 5040390|add:1 }}",
)  # fmt: skip
BROKEN = "a%ff%fe=%ff&page=%80&q=%ed%a0%80&sort=%00&=&&==&a[]=1&%00=1&q=%f0%9f&" + "show=1&" * 50
ASKED = re.compile(r'GET(?:\.get(?:list)?\(|\[)\s*"([\w-]+)"')
MORE = ("sort", "page", "per_page", "q", "on-day", "on-month", "on-year", "since-day", "next")


def names() -> list[str]:
    """Every name that some page looks for behind the question mark."""
    folders = ("csplan", "localities", "objectives", "programme", "reporting")
    files = (path for each in folders for path in Path(settings.BASE_DIR, each).rglob("*.py"))
    return sorted({*MORE, *(name for path in files for name in ASKED.findall(path.read_text()))})


NAMES = names()


def query(turn: int) -> str:
    """Every name with a value; another one at each turn."""
    if turn % (len(VALUES) + 1) == len(VALUES):
        return BROKEN
    return "&".join(
        f"{name}={quote_plus(VALUES[(turn + at * 5) % len(VALUES)])}"
        for at, name in enumerate(NAMES)
    )


def test_every_page_answers_a_hostile_query(cast: Cast) -> None:
    problems = []
    for turn, (row, column) in enumerate(first_rows("GET", "200")):
        with rolled_back(), as_postgresql():
            asked = situation(row.route, row.state, cast)
            person = visitor(cast, column)
            with watched() as watch:
                response = person.get(f"{reverse(row.route, args=asked.address)}?{query(turn)}")
            if problem := problem_of(response):
                problems.append(f"{row.route}, turn {turn}: {problem}")
            if watch.written_domain:
                problems.append(f"{row.route}: wrote to {sorted(watch.written_domain)}")
    assert not problems, "\n".join(problems)


def test_lists_of_records_answer_a_hostile_query(cast: Cast) -> None:
    """Those that the table leaves to the tests of their own."""
    person = visitor(cast, "adm")
    problems = []
    for turn, route in enumerate(routes()):
        if route.name.endswith(("-list", "-changelist", "-add", "_login", "-export")):
            with as_postgresql():
                if problem := problem_of(person.get(f"{route.example}?{query(turn)}")):
                    problems.append(f"{route}, turn {turn}: {problem}")
    assert not problems, "\n".join(problems)
