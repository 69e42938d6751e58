"""A real browser before a real server, with a worker behind it when a journey asks for one."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from csplan.accounts.models import User
from tests.factories import PASSWORD

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}
SERIOUS = {"serious", "critical"}
# The network stays on this machine: Chromium's own calls home are switched off.
ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; without its sandbox as root, where it cannot have one."""
    path = os.environ.get("CSPLAN_CHROMIUM") or shutil.which("chromium")
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sign_in(self, user: User) -> None:
        self.page.goto("/")
        self.page.get_by_label("Email address").fill(user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.get_by_role("heading", level=1, name="Home").wait_for()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link, also one that is dressed as a button."""
        link = self.page.get_by_role("link", name=name, exact=exact)
        button = self.page.get_by_role("button", name=name, exact=exact)
        link.or_(button).first.click()

    def choose(self, name: str) -> None:
        self.page.get_by_role("radio", name=name, exact=True).check()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def fill_date(self, group: str, day: str, month: str, year: str) -> None:
        box = self.page.get_by_role("group", name=group)
        for part, value in (("Day", day), ("Month", month), ("Year", year)):
            box.get_by_label(part).fill(value)

    def sees(self, words: str) -> None:
        """Fail unless the page's main part shows ``words``."""
        assert words in self.page.locator("main").inner_text()

    def look(self, name: str) -> None:
        """Fail if the page has a serious barrier, or scrolls sideways on a phone.

        Keeps a picture at both widths in the folder that CSPLAN_PICTURES names, if it does.
        """
        self.page.set_viewport_size(DESKTOP)
        self._picture(f"{name}.png")
        found = Axe().run(self.page).response["violations"]
        barriers = [(one["id"], one["nodes"][0]["html"]) for one in found if _is_serious(one)]
        assert barriers == [], name
        self.page.set_viewport_size(PHONE)
        self._picture(f"{name}-320.png")
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{name} is {width} pixels wide on a phone"
        self.page.set_viewport_size(DESKTOP)

    def _picture(self, file: str) -> None:
        if folder := os.environ.get("CSPLAN_PICTURES"):
            self.page.screenshot(path=f"{folder}/{file}", full_page=True)


def _is_serious(violation: dict[str, Any]) -> bool:
    return violation["impact"] in SERIOUS


@pytest.fixture
def person(live_server: LiveServer, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Gives each caller a browser of their own; a script error on any page fails the test."""
    people: list[Person] = []

    def arrive(*, script: bool = True) -> Person:
        context = browser.new_context(base_url=live_server.url, java_script_enabled=script)
        context.set_default_timeout(15_000)
        people.append(Person(context))
        return people[-1]

    yield arrive
    errors = [error for one in people for error in one.errors]
    for one in people:
        one.context.close()
    assert errors == []
