"""A return filled in away from csplan, while a colleague answers there."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from programme.models import MilestoneUpdate
from tests.conftest import NOW, Cast, Stage
from tests.journeys.conftest import Person
from tests.programme.sheets.workbooks import EXPECTED, HAPPENED, HOW, filled
from tests.programme.situations import RETURN_URL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_brings_back_a_spreadsheet_and_decides_between_two_answers(
    person: Callable[..., Person], cast: Cast, stage: Stage, tmp_path: Path, script: bool
) -> None:
    writer = person(script=script)
    writer.sign_in(cast.coordinator)
    writer.page.goto(RETURN_URL)
    writer.follow("Use a spreadsheet")
    file = taken(writer, tmp_path)
    item = f"milestone-{stage.milestone_update.milestone_id}"
    file.write_bytes(
        filled(
            file.read_bytes(),
            ("Milestones", item, HOW, "On track"),
            ("Milestones", item, EXPECTED, dt.datetime(2014, 3, 31)),  # noqa: DTZ001
            ("Milestones", item, HAPPENED, "Written on a train."),
            ("Overview", "overview", "The quarter in your locality", "A busy quarter."),
        )
    )
    answered_there(stage, cast)

    writer.page.get_by_label("Choose the file you filled in").set_input_files(file)
    if script:
        writer.look("spreadsheet-upload")
    writer.press("See what would change")
    writer.sees("Nothing is saved yet")
    writer.press("Save these answers")
    writer.sees("Choose which answer to keep")
    if script:
        writer.look("spreadsheet-undecided")
    writer.page.get_by_role("group", name=HAPPENED).get_by_label("Use what I bring").check()
    writer.page.get_by_role("group", name=EXPECTED).get_by_label("Keep what is there").check()
    writer.press("Save these answers")

    writer.page.get_by_text("Saved from the spreadsheet: 2 answers").wait_for()
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.narrative == "Written on a train."
    assert stage.milestone_update.forecast_on == dt.date(2014, 2, 28)


def taken(writer: Person, folder: Path) -> Path:
    """The downloaded file."""
    if writer.page.get_by_role("heading", level=1, name="Use a spreadsheet").count() == 0:
        writer.page.get_by_role("heading", level=1, name="Use a spreadsheet").wait_for()
    with writer.page.expect_download() as download:
        writer.follow("Download for Excel (XLSX)")
    file = folder / "return.xlsx"
    download.value.save_as(file)
    return file


def answered_there(stage: Stage, cast: Cast) -> None:
    MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
        rating="on_track",
        forecast_on=dt.date(2014, 2, 28),
        narrative="Written at the office.",
        version=1,
        updated_by=cast.assistant,
        updated_at=NOW,
    )
