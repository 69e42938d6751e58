"""Nothing typed is lost: not by closing the page, a session that ends, or a colleague's save."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from pytest_django import Settings

from csplan.drafts.models import Draft
from tests.conftest import Cast, Stage
from tests.factories import PASSWORD
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
Arrive = Callable[..., Person]
BOX = "What happened this quarter?"
WORDS = "One department has still to name a lead."
SAVE = "Save and return to the list"
both = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])


@pytest.fixture
def address(stage: Stage) -> str:
    milestone = stage.milestone_update.milestone_id
    return f"/programme/returns/2013-14-q3/north-west/milestones/{milestone}/"


def open_as(writer: Person, address: str, cast: Cast) -> None:
    writer.sign_in(cast.coordinator)
    writer.page.goto(address)


def answer(writer: Person, words: str) -> None:
    writer.choose("On track")
    writer.fill_date("When do you now expect it to be complete?", "31", "1", "2014")
    writer.fill(BOX, words)


def words_in_the_box(writer: Person) -> str:
    return writer.page.get_by_label(BOX).input_value()


def keep(writer: Person, *, script: bool) -> None:
    """Wait until all that was typed is kept; without script, press the button for it."""
    if script:
        expect(writer.page.locator("[data-draft-waits]")).to_have_count(0)
        expect(writer.page.locator("[data-draft-words]")).to_contain_text("Draft saved at")
    else:
        writer.press("Keep as a draft")


def look(writer: Person, name: str, *, script: bool) -> None:
    """The page is looked at with script: what looks for barriers is script itself."""
    if script:
        writer.look(name)


@both
def test_what_was_typed_is_there_again_until_it_is_discarded(
    person: Arrive, cast: Cast, stage: Stage, address: str, script: bool
) -> None:
    writer = person(script=script)
    open_as(writer, address, cast)
    writer.choose("At risk")
    writer.fill("What is the risk?", "Nobody may be named in time.")
    writer.fill(BOX, WORDS)
    keep(writer, script=script)

    writer.page.goto("/")
    writer.page.goto(address)
    writer.sees("You typed this on Friday 10 January 2014")
    assert words_in_the_box(writer) == WORDS
    assert writer.page.get_by_role("radio", name="At risk", exact=True).is_checked()
    assert writer.page.get_by_label("What is the risk?").input_value() != ""
    look(writer, "draft-restored", script=script)

    writer.press("Discard it")
    assert words_in_the_box(writer) == ""
    assert not Draft.objects.exists()
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.version == 0


@both
def test_session_that_ends_while_somebody_types_loses_nothing(
    person: Arrive, cast: Cast, stage: Stage, address: str, script: bool
) -> None:
    writer = person(script=script)
    open_as(writer, address, cast)
    answer(writer, "First words.")
    if script:
        keep(writer, script=True)
    Session.objects.all().delete()
    writer.fill(BOX, WORDS)
    if script:
        expect(writer.page.locator("[data-draft-words]")).to_contain_text("signed out")
    writer.press(SAVE)

    writer.sees("what you typed is kept")
    look(writer, "signed-out", script=script)
    writer.page.get_by_label("Email address").fill(cast.coordinator.email)
    writer.page.get_by_label("Password", exact=True).fill(PASSWORD)
    writer.press("Sign in")
    writer.sees("have not saved it")
    assert words_in_the_box(writer) == WORDS
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.version == 0

    writer.press(SAVE)
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.narrative == WORDS
    assert not Draft.objects.exists()


@both
def test_signing_in_in_another_tab_loses_nothing(
    person: Arrive, cast: Cast, stage: Stage, address: str, script: bool
) -> None:
    writer = person(script=script)
    open_as(writer, address, cast)
    other_tab = writer.context.new_page()
    other_tab.goto("/")
    other_tab.get_by_role("button", name="Sign out").click()
    other_tab.get_by_label("Email address").fill(cast.coordinator.email)
    other_tab.get_by_label("Password", exact=True).fill(PASSWORD)
    other_tab.get_by_role("button", name="Sign in", exact=True).click()
    other_tab.get_by_role("heading", level=1, name="Home").wait_for()

    answer(writer, WORDS)
    writer.press(SAVE)
    writer.sees("What you wrote is kept as a draft")
    writer.follow("Open the page again")
    assert words_in_the_box(writer) == WORDS
    writer.press(SAVE)
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.narrative == WORDS


@both
def test_draft_and_a_colleagues_save_stand_side_by_side(
    person: Arrive, cast: Cast, stage: Stage, address: str, script: bool
) -> None:
    writer, colleague = person(script=script), person(script=script)
    open_as(writer, address, cast)
    answer(writer, WORDS)
    keep(writer, script=script)
    colleague.sign_in(cast.assistant)
    colleague.page.goto(address)
    assert words_in_the_box(colleague) == ""
    answer(colleague, "The assistant’s words.")
    colleague.press(SAVE)

    writer.page.goto(address)
    writer.sees("Somebody else saved this while you were writing")
    writer.sees("The assistant’s words.")
    assert words_in_the_box(writer) == WORDS
    look(writer, "draft-conflict", script=script)
    writer.press(SAVE)
    stage.milestone_update.refresh_from_db()
    assert (stage.milestone_update.narrative, stage.milestone_update.version) == (WORDS, 2)


def test_connection_that_comes_back_keeps_the_draft(
    person: Arrive, cast: Cast, address: str
) -> None:
    writer = person()
    open_as(writer, address, cast)
    state = writer.page.locator("[data-draft-words]")
    spoken = writer.page.locator("[data-draft-status]")
    writer.context.set_offline(True)
    writer.fill(BOX, WORDS)
    expect(state).to_contain_text("No connection")
    expect(spoken).to_contain_text("No connection")
    writer.context.set_offline(False)
    expect(state).to_contain_text("Draft saved at")
    said = spoken.inner_text()
    with writer.page.expect_response("**/drafts/"):
        writer.fill(BOX, f"{WORDS} Its board meets in January.")
    assert spoken.inner_text() == said


def test_warning_before_the_session_ends_lets_people_stay(
    person: Arrive, cast: Cast, address: str
) -> None:
    writer = person()
    writer.page.clock.install()
    open_as(writer, address, cast)
    writer.fill(BOX, WORDS)
    writer.page.clock.run_for("00:05")
    keep(writer, script=True)
    keep_going = writer.page.get_by_role("button", name="Stay signed in")
    writer.page.clock.run_for("23:00")
    expect(keep_going).to_be_hidden()
    writer.page.clock.run_for("02:00")
    expect(keep_going).to_be_focused()
    writer.look("session-warning")
    with writer.page.expect_response("**/account/stay/") as answered:
        writer.page.keyboard.press("Enter")
    assert answered.value.status == 204
    expect(keep_going).to_be_hidden()

    writer.page.clock.run_for("30:00")
    expect(writer.page.get_by_role("dialog")).to_contain_text("You have been signed out")
    expect(writer.page.get_by_role("dialog")).to_contain_text(
        "What you typed on this page is kept"
    )
    writer.look("session-ended")
    assert Draft.objects.get().words["narrative"] == [WORDS]


def test_warning_before_the_longest_session_ends_says_that_it_cannot_be_put_off(
    person: Arrive, cast: Cast, address: str, settings: Settings
) -> None:
    settings.CSPLAN_LONGEST_SESSION = 20 * 60
    writer = person()
    writer.page.clock.install()
    open_as(writer, address, cast)
    writer.fill(BOX, WORDS)
    writer.page.clock.run_for("14:00")
    dialog = writer.page.get_by_role("dialog")
    expect(dialog).to_be_hidden()
    writer.page.clock.run_for("02:00")
    expect(dialog).to_contain_text("You have been signed in for a long time")
    writer.press("Go on for now")
    expect(dialog).to_be_hidden()

    writer.page.clock.run_for("05:00")

    expect(dialog).to_contain_text("You have been signed out")
    assert Draft.objects.get().words["narrative"] == [WORDS]
