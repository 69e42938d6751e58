"""Two people on one milestone, one of them in two windows: nothing that anybody wrote is lost."""

from collections.abc import Callable

import pytest

from tests.conftest import Cast, Stage
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_later_saves_show_both_texts_and_keep_their_own(
    person: Callable[..., Person], cast: Cast, stage: Stage, script: bool
) -> None:
    milestone = stage.milestone_update.milestone_id
    address = f"/programme/returns/2013-14-q3/north-west/milestones/{milestone}/"
    first, second = person(script=script), person(script=script)
    first.sign_in(cast.coordinator)
    second.sign_in(cast.assistant)
    for writer in (first, second):
        writer.page.goto(address)

    tab = second.context.new_page()
    tab.goto(address)
    answer(first, "The co-ordinator’s words.")
    answer(second, "The assistant’s words.", day="32")
    second.sees("There is a problem")
    second.fill_date("When do you now expect it to be complete?", "31", "1", "2014")
    second.press("Save and return to the list")

    second.sees("Somebody else saved this while you were writing")
    second.sees("The co-ordinator’s words.")
    box = second.page.get_by_label("What happened this quarter?")
    assert box.input_value() == "The assistant’s words."
    if script:
        second.look("conflict")
    second.press("Save and return to the list")
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.narrative == "The assistant’s words."
    assert stage.milestone_update.version == 2

    second.page = tab
    answer(second, "Words from the other window.")
    second.sees("You saved this in another window while you were writing here")
    second.sees("The assistant’s words.")
    box = second.page.get_by_label("What happened this quarter?")
    assert box.input_value() == "Words from the other window."


def answer(writer: Person, words: str, day: str = "31") -> None:
    writer.choose("On track")
    writer.fill_date("When do you now expect it to be complete?", day, "1", "2014")
    writer.fill("What happened this quarter?", words)
    writer.press("Save and return to the list")
