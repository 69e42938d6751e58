"""A whole return filled in by keyboard alone."""

from collections.abc import Callable

import pytest

from programme.choices import ReturnState
from tests.conftest import Cast, Stage
from tests.factories import PASSWORD
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
MOST_TABS = 60
WHERE = """() => {
    const here = document.activeElement;
    if (here === document.body || here.id === "main-content") {
        return "";
    }
    const label = here.labels?.[0]?.innerText ?? "";
    const group = here.closest("fieldset")?.querySelector("legend")?.innerText ?? "";
    return [here.getAttribute("name"), label, here.innerText, group].join(" | ");
}"""


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, person: Person) -> None:
        self.page = person.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, words: str) -> None:
        """Move on until what has the focus carries ``words``."""
        for _ in range(MOST_TABS):
            if words in self.page.evaluate(WHERE):
                return
            self.press("Tab")
        pytest.fail(f"{words} cannot be reached by keyboard: {self.page.evaluate(WHERE)}")

    def write(self, label: str, words: str) -> None:
        self.go_to(label)
        self.page.keyboard.type(words)

    def activate(self, words: str) -> None:
        """Press Enter on a link or a button, and wait for the page it leads to."""
        self.go_to(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def skip_to_the_content(self) -> None:
        self.go_to("Skip to main content")
        self.press("Enter")

    def write_date(self, name: str, day: str, month: str, year: str) -> None:
        for part, value in (("day", day), ("month", month), ("year", year)):
            self.write(f"{name}-{part}", value)


def test_whole_return_is_filled_and_submitted_by_keyboard(
    person: Callable[..., Person], cast: Cast, stage: Stage
) -> None:
    writer = person()
    writer.page.goto("/")
    keys = Keyboard(writer)
    keys.skip_to_the_content()
    keys.write("Email address", cast.coordinator.email)
    keys.write("Password", PASSWORD)
    with writer.page.expect_navigation():
        keys.press("Enter")
    writer.page.get_by_role("heading", level=1, name="Home").wait_for()
    writer.page.goto("/programme/returns/2013-14-q3/north-west/")
    keys.skip_to_the_content()
    keys.activate("Start")

    keys.skip_to_the_content()
    keys.go_to("rating")
    keys.press("Space", "ArrowDown", "ArrowDown", "ArrowDown")
    assert writer.page.get_by_role("radio", name="Off track", exact=True).is_checked()
    keys.write_date("forecast_on", "28", "February", "2014")
    keys.write("If the date changes, why?", "The department has no head until February.")
    keys.write("What will bring it back on track?", "The chair will ask again.")
    keys.write("What happened this quarter?", "One department has still to name a lead.")
    keys.activate("Save and go to the next")

    # The message that it is saved has the focus, and the form comes next.
    keys.go_to("rating")
    keys.press("Space")
    keys.write_date("completed_on", "12", "December", "2013")
    keys.write("What shows that it is complete?", "The attendance sheet.")
    keys.write("What happened this quarter?", "The event ran with 60 people.")
    keys.activate("Save and go to the next")

    # Enter in a box of one line saves and goes on, as the first button says.
    keys.write("value", "1,250")
    with writer.page.expect_navigation():
        keys.press("Enter")
    keys.write("The quarter in your locality", "A steady quarter.")
    keys.activate("Save")

    keys.activate("Check and submit")
    keys.skip_to_the_content()
    keys.activate("Submit the return")
    stage.own.refresh_from_db()
    assert stage.own.state == ReturnState.SUBMITTED


def test_questions_that_do_not_arise_are_passed_over(
    person: Callable[..., Person], cast: Cast, stage: Stage
) -> None:
    writer = person()
    writer.sign_in(cast.coordinator)
    milestone = stage.milestone_update.milestone_id
    writer.page.goto(f"/programme/returns/2013-14-q3/north-west/milestones/{milestone}/")
    keys = Keyboard(writer)
    writer.choose("On track")
    met = []
    for _ in range(MOST_TABS):
        keys.press("Tab")
        met.append(writer.page.evaluate("document.activeElement.name ?? ''"))
        if met[-1] == "narrative":
            break
    assert [name for name in met if name] == [
        "forecast_on-day", "forecast_on-month", "forecast_on-year", "narrative"
    ]  # fmt: skip
