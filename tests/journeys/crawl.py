"""Run when asked for, not by `./test`: every page of the demonstration, as each role meets it.

    .venv/bin/python -m pytest -q -s tests/journeys/crawl.py

From each role's home, and a stranger's way in, it follows the links of every page and looks at
the first pages of each route: what axe calls moderate or worse, what is wider than 320 pixels
(which is also 1280 pixels at 400% zoom), and links that lead to a refusal or an error. What it
found is printed as it goes and fails the run at the end. It takes the better part of an hour.

CSPLAN_CRAWL_ROLES=coordinator,head visits as these roles alone; `stranger` is nobody signed in.
CSPLAN_CRAWL_EACH=3 looks at three pages of each route, which more often are in different states;
otherwise one. CSPLAN_CRAWL_PAGES=10 stops each visitor after ten pages. CSPLAN_CRAWL_FROM=/people/
starts there instead of at home.
"""

import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Page, ViewportSize
from pytest_django import Settings

from csplan.demonstration.accounts import user_for
from csplan.demonstration.files import read
from csplan.demonstration.loading import load_demonstration
from csplan.demonstration.password import VARIABLE
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.journeys.conftest import DESKTOP, Person

# Playwright runs a loop in this thread, where Django would refuse to ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRANGER = "stranger"
HOME, STRANGERS_HOME = "/", "/objectives/"
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""1280 by 1024 pixels at 400%, and a narrow telephone's width."""
WORTH_A_FAILURE = frozenset({"moderate", "serious", "critical"})
SIGNS_OUT = "account_logout"
LINKS = "all => all.map(one => one.getAttribute('href'))"
LONGEST_WAIT_MS = 60_000

ROLES = tuple(filter(None, os.environ.get("CSPLAN_CRAWL_ROLES", "").split(",")))
EACH = int(os.environ.get("CSPLAN_CRAWL_EACH") or 1)
MOST_PAGES = int(os.environ.get("CSPLAN_CRAWL_PAGES") or sys.maxsize)
START = os.environ.get("CSPLAN_CRAWL_FROM", "")


@pytest.fixture
def accounts(
    transactional_db: None,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """The demonstration with its packs; gives the account to sign in with for each role."""
    settings.CSPLAN_DEMONSTRATION, settings.VAR = True, tmp_path
    monkeypatch.setenv(VARIABLE, PASSWORD)
    load_demonstration(at=NOW)
    call_command("publish_demonstration_packs")
    keys = [record["key"] for record in read("accounts")["guide"]]
    return {_role(key): key for key in keys}


def _role(key: str) -> str:
    grant = user_for(key).grants.first()
    return grant.role if grant else key


@dataclass
class Crawl:
    """One visitor's way through the pages."""

    role: str
    page: Page
    found: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    looked: Counter[str] = field(default_factory=Counter)

    def run(self, start: str) -> None:
        queue = deque([start])
        while queue and self.looked.total() < MOST_PAGES:
            queue.extend(self._visit(queue.popleft()))
        print(f"{self.role}: {self.looked.total()} addresses of {len(self.looked)} routes")  # noqa: T201 - its account

    def _visit(self, path: str) -> Iterator[str]:
        """Look at the page unless enough of its route were seen; gives where it leads."""
        route = _route(path)
        if path in self.seen or self.looked[route] >= EACH or route == SIGNS_OUT:
            return
        self.seen.add(path)
        self.looked[route] += 1
        if self._opens(path):
            self._look(path)
            yield from self._links()

    def _opens(self, path: str) -> bool:
        """Whether there is a page at the end of the link; a file is only asked for."""
        answer = self.page.request.get(path)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            self._note(path, f"answers {answer.status}")
        headers = answer.headers
        is_file = headers.get("content-disposition", "").startswith("attachment")
        if not answer.ok or is_file or "html" not in headers.get("content-type", ""):
            return False
        self.page.goto(path, wait_until="load", timeout=LONGEST_WAIT_MS)
        return True

    def _look(self, path: str) -> None:
        for one in Axe().run(self.page).response["violations"]:
            if one["impact"] in WORTH_A_FAILURE:
                self._note(path, f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}")
        self.page.set_viewport_size(ZOOMED)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > ZOOMED["width"]:
            self._note(path, f"is {width} pixels wide at {ZOOMED['width']}")
        self.page.set_viewport_size(DESKTOP)

    def _links(self) -> Iterator[str]:
        """Addresses on this host that the page links to, without their fragments."""
        here = urlsplit(self.page.url)
        for link in self.page.eval_on_selector_all("a[href]", LINKS):
            parts = urlsplit(link)
            if parts.netloc in ("", here.netloc) and parts.path.startswith("/"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    def _note(self, path: str, words: str) -> None:
        self.found.append(f"{self.role} {path} {words}")
        print(self.found[-1], flush=True)  # noqa: T201 - while it goes on


def _route(path: str) -> str:
    """The name of the route; an address that is none of ours stands for itself."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path


def test_every_page_is_whole_for_every_role(
    accounts: dict[str, str], person: Callable[[], Person]
) -> None:
    found = []
    for role in ROLES or (STRANGER, *accounts):
        visitor = person()
        if role != STRANGER:
            visitor.sign_in(user_for(accounts[role]))
        crawl = Crawl(role, visitor.page)
        crawl.run(START or (STRANGERS_HOME if role == STRANGER else HOME))
        found += crawl.found
        visitor.page.close()

    assert found == []
