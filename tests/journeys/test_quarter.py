"""The whole quarter in a real browser: from the first answer to the downloaded pack."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from reporting.models import Pack
from tests.conftest import NOW, Cast, Stage
from tests.journeys.conftest import Person
from tests.workers import Worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]
Arrive = Callable[..., Person]
PACK_TIMEOUT_MS = 90_000


def accept_the_other_return(stage: Stage, cast: Cast) -> None:
    """The other locality has been all the way already."""
    QuarterlyReturn.objects.filter(pk=stage.other.pk).update(
        state=ReturnState.ACCEPTED,
        overview="A steady quarter.",
        submitted_by=cast.other_coordinator, submitted_at=NOW,
        signed_off_by=cast.other_sro, signed_off_at=NOW,
        accepted_by=cast.national_team, accepted_at=NOW,
    )  # fmt: skip


def test_quarter_from_first_answer_to_downloaded_pack(
    person: Arrive, cast: Cast, stage: Stage, celery_worker_process: Worker, tmp_path: Path
) -> None:
    accept_the_other_return(stage, cast)

    report_the_quarter(person(), cast, stage)
    sign_off(person(), cast)
    moderate(person(), cast, stage)
    accept(person(), cast)
    close_the_quarter(person(), cast)
    build_and_propose(person(), cast)
    outsider_cannot_read_it(person(), cast)
    publish(person(), cast)
    download(person(), cast, tmp_path)

    stage.own.refresh_from_db()
    assert stage.own.state == ReturnState.PUBLISHED


def report_the_quarter(coordinator: Person, cast: Cast, stage: Stage) -> None:
    coordinator.page.goto("/")
    coordinator.look("sign-in")
    coordinator.sign_in(cast.coordinator)
    coordinator.look("home-coordinator")
    coordinator.follow("North West")
    coordinator.look("return-open")

    coordinator.follow(stage.milestone_update.milestone.title)
    coordinator.sees("Two departments had yet to name a lead.")
    coordinator.press("Save and return to the list")
    coordinator.look("milestone-errors")
    coordinator.sees("Select how the milestone stands")
    coordinator.choose("At risk")
    coordinator.fill_date("When do you now expect it to be complete?", "31", "1", "2014")
    coordinator.fill("What is the risk?", "The last lead may not be named in time.")
    coordinator.fill("What will bring it back on track?", "The last lead is named in January.")
    coordinator.fill("What happened this quarter?", "One department has still to name a lead.")
    coordinator.look("milestone-at-risk")
    coordinator.press("Save and go to the next")
    coordinator.sees("You rate it better than the evidence suggests")
    coordinator.fill("Why does your rating differ", "The lead has agreed the day in writing.")
    coordinator.look("milestone-to-explain")
    coordinator.press("Save and go to the next")

    coordinator.choose("Complete")
    coordinator.fill_date("When was it completed?", "12", "12", "2013")
    coordinator.fill("What shows that it is complete?", "The attendance sheet.")
    coordinator.fill("What happened this quarter?", "The event ran with 60 people.")
    coordinator.press("Save and return to the list")

    coordinator.follow(stage.measure_update.measure.title)
    coordinator.look("measure")
    coordinator.page.locator("input[name=value]").fill("1,250")
    coordinator.press("Save and return to the list")
    coordinator.follow("Overview of the quarter")
    coordinator.page.locator("textarea").first.fill("A quarter of <steady> progress.")
    coordinator.look("overview")
    coordinator.press("Save and return to the list")

    coordinator.look("return-complete")
    coordinator.follow("Check and submit")
    coordinator.sees("A quarter of <steady> progress.")
    coordinator.look("return-check")
    coordinator.press("Submit the return")
    coordinator.look("return-submitted")


def sign_off(sro: Person, cast: Cast) -> None:
    sro.sign_in(cast.sro)
    sro.look("home-sro")
    sro.follow("North West")
    sro.sees("One department has still to name a lead.")
    sro.look("return-sign-off")
    sro.press("Sign off the return")
    sro.look("return-signed-off")


def moderate(national: Person, cast: Cast, stage: Stage) -> None:
    """From the quarter to the queue, and over the locality's rating."""
    national.sign_in(cast.national_team)
    national.page.goto("/programme/returns/2013-14-q3/")
    national.look("return-grid")
    national.follow("Ratings")
    national.sees("The lead has agreed the day in writing.")
    national.look("moderation-queue")
    national.follow(stage.milestone_update.milestone.title)
    national.look("moderate")
    national.choose("Off track")
    national.fill("Why?", "No lead is named, and the day has passed.")
    national.press("Moderate the rating")
    national.sees("There is nothing left to look at")


def accept(national: Person, cast: Cast) -> None:
    national.sign_in(cast.national_team)
    national.look("home-national-team")
    national.follow("North West", exact=False)
    national.look("return-accept")
    national.press("Accept the return")
    national.page.goto("/programme/returns/2013-14-q3/")
    national.look("return-list")


def close_the_quarter(head: Person, cast: Cast) -> None:
    head.sign_in(cast.head)
    head.look("home-head")
    head.page.goto("/programme/returns/2013-14-q3/")
    head.follow("Close this quarter")
    head.look("period-close")
    head.press("Close this quarter")


def build_and_propose(national: Person, cast: Cast) -> None:
    national.sign_in(cast.national_team)
    national.page.goto("/reporting/packs/2013-14-q3/build/")
    national.look("pack-build")
    national.press("Build the pack")
    national.look("pack-progress")
    national.page.get_by_role("button", name="Propose").wait_for(timeout=PACK_TIMEOUT_MS)
    national.look("pack-built")
    national.page.get_by_role("button", name="Propose").click()
    national.look("pack-proposed")


def outsider_cannot_read_it(coordinator: Person, cast: Cast) -> None:
    coordinator.sign_in(cast.other_coordinator)
    pack = Pack.objects.select_related("period").get()
    for name in ("", "read/", "pdf/", "data/"):
        response = coordinator.page.request.get(
            f"/reporting/packs/{pack.period.slug}/{pack.edition}/{pack.build}/{name}"
        )
        assert response.status == 404


def publish(head: Person, cast: Cast) -> None:
    head.sign_in(cast.head)
    head.follow("Monitoring pack", exact=False)
    head.look("pack-to-publish")
    head.page.get_by_role("button", name="Publish").click()
    head.look("pack-published")


def download(member: Person, cast: Cast, folder: Path) -> None:
    member.sign_in(cast.nsg)
    member.look("home-nsg")
    with member.page.expect_download() as started:
        member.page.get_by_role("button", name="Download the pack (PDF").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
        assert len(pdf.pages) > 3
    member.follow("Read it here")
    member.sees("One department has still to name a lead.")
    section = member.page.locator("#disagreements").inner_text()
    for words in (
        "At risk", "The lead has agreed the day in writing.", "Off track",
        "Due by 31 December 2013 and not reported complete.",
        "No lead is named, and the day has passed.",
    ):  # fmt: skip
        assert words in section
    member.look("pack-read")
