"""Somebody at a keyboard, and a tally of what they have to do."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ElementHandle, Locator, Page, Response

from tests.effort.counting import HEADER

MOST_TABS = 500
IS_HERE = "wanted => document.activeElement === wanted"
IS_IN_GROUP = "name => document.activeElement.name === name"
IS_SKIP_LINK = "() => document.activeElement.matches('.govuk-skip-link')"
IS_AT_TOP = "() => document.activeElement === document.body"
MARK = "() => { window.isLeft = true; }"
IS_ANOTHER = "() => !window.isLeft && document.readyState === 'complete'"
REDIRECT = range(300, 400)


@dataclass(frozen=True)
class Asked:
    """One request for a page, and the statements its answer took."""

    method: str
    path: str
    status: int
    statements: int


@dataclass
class Tally:
    """What a return asks of its writer.

    ``keys`` is everything pressed by somebody without a mouse, ``typed`` those of them that are
    characters of an answer. ``clicks`` is what a mouse would take in place of the others: one
    for each link, button, choice and box.
    """

    clicks: int = 0
    typed: int = 0
    keys: int = 0
    pages: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def counts(self) -> Mapping[str, int]:
        found = dataclasses.asdict(self)
        return {name: found[name] for name in ("pages", "clicks", "keys", "typed")}

    @property
    def most_statements(self) -> int:
        return max(each.statements for each in self.asked)


class Hand:
    """Moves by keyboard alone, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tally = Tally()
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if not response.request.is_navigation_request():
            return
        statements = int(response.headers[HEADER.lower()])
        path = urlsplit(response.url).path
        self.tally.asked.append(Asked(response.request.method, path, response.status, statements))
        self.tally.pages += response.status not in REDIRECT

    def open(self, path: str) -> None:
        """A link in an email or a bookmark: neither design's doing."""
        self.page.goto(path)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link, also one that is dressed as a button."""
        link = self.page.get_by_role("link", name=name, exact=exact)
        button = self.page.get_by_role("button", name=name, exact=exact)
        self._activate(link.or_(button).first)

    def press(self, name: str) -> None:
        self._activate(self.page.get_by_role("button", name=name, exact=True))

    def tick(self, name: str) -> None:
        self._go_to(_handle(self.page.get_by_role("checkbox", name=name, exact=True)))
        self._keys("Space")
        self.tally.clicks += 1

    def choose(self, name: str) -> None:
        """Take one of a group of radio buttons: Tab leads to the group, arrows inside it."""
        wanted = _handle(self.page.get_by_role("radio", name=name, exact=True))
        group = wanted.get_attribute("name")
        self._tab_until(IS_IN_GROUP, group)
        if self.page.evaluate(IS_HERE, wanted) and not wanted.is_checked():
            self._keys("Space")
        while not wanted.is_checked():
            self._keys("ArrowDown")
        self.tally.clicks += 1

    def write(self, box: Locator, words: str) -> None:
        """Each character is a key; they are put in at once, as nobody waits for the typing."""
        self._go_to(_handle(box))
        self.page.keyboard.insert_text(words)
        self.tally.clicks += 1
        self.tally.typed += len(words)
        self.tally.keys += len(words)

    def select(self, box: Locator, words: str) -> None:
        """A list is opened and a line of it taken by mouse; by keyboard its first letter does."""
        self._go_to(_handle(box))
        self._keys(words[0].lower())
        assert box.locator("option:checked").inner_text() == words
        self.tally.clicks += 2

    def _activate(self, target: Locator) -> None:
        self._go_to(_handle(target))
        # What the browser tells of navigations may be of the one before; a mark is not.
        self.page.evaluate(MARK)
        self._keys("Enter")
        self.page.wait_for_function(IS_ANOTHER)
        self.tally.clicks += 1

    def _go_to(self, wanted: ElementHandle) -> None:
        self._tab_until(IS_HERE, wanted)

    def _tab_until(self, condition: str, wanted: object) -> None:
        if self.page.evaluate(IS_AT_TOP):
            self._keys("Tab")
            # A page that follows another often begins at its content already.
            if self.page.evaluate(IS_SKIP_LINK):
                self._keys("Enter")
        for _ in range(MOST_TABS):
            if self.page.evaluate(condition, wanted):
                return
            self._keys("Tab")
        raise AssertionError(f"{wanted} cannot be reached by keyboard on {self.page.url}")

    def _keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
        self.tally.keys += len(names)


def _handle(target: Locator) -> ElementHandle:
    found: ElementHandle = target.element_handle()
    return found
