"""The pages of progress: what needs attention first, a form with its history, quick entry."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from objectives.models import MilestoneProgress, Rebaseline
from objectives.services.progress import report_milestone
from tests.conftest import Cast
from tests.objectives.progress.stage import ON_TRACK, Stage, about, agreed_set

pytestmark = pytest.mark.django_db
FORM = {
    "version": "0",
    "rating": "on_track",
    "forecast_on-day": "28",
    "forecast_on-month": "2",
    "forecast_on-year": "2014",
    "narrative": "The board met <b>twice</b>.",
}


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return agreed_set(cast)


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.private_office)
    return client


def address(name: str, stage: Stage, *more: object) -> str:
    return reverse(f"objectives:{name}", args=[stage.objective_set.slug, *more])


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestProgress:
    def test_lists_everything_by_what_needs_attention(self, office: Client, stage: Stage) -> None:
        page = words(office.get(address("progress", stage)))

        order = ["Overdue <span", "Due next <span", "No date <span", "Not due yet <span"]
        assert [page.index(each) for each in order] == sorted(page.index(each) for each in order)
        assert "1 milestone has no latest day in the published words" in page
        assert "Depth tests of staff. (30 September 2013)" in page
        assert "<strong>102 days overdue</strong>" in page
        assert "<strong>Not due until March 2014</strong>" in page
        assert page.count("No report") == 8

    def test_costs_the_same_however_much_is_reported(
        self,
        office: Client,
        stage: Stage,
        cast: Cast,
        django_assert_num_queries: Any,
        actor_of: Any,
    ) -> None:
        office.get(address("progress", stage))
        with django_assert_num_queries(8):
            office.get(address("progress", stage))
        for seen in range(6):
            told = about(stage, actor_of(cast.private_office), seen=seen)
            report_milestone(report=ON_TRACK, **told)

        with django_assert_num_queries(8):
            office.get(address("progress", stage))
        with django_assert_num_queries(9):
            office.get(address("milestone-progress", stage, stage.dated.pk))
        with django_assert_num_queries(6):
            office.get(address("progress-history", stage))


class TestReporting:
    def test_goes_from_one_to_the_next_and_shows_what_was_said(
        self, office: Client, stage: Stage
    ) -> None:
        url = address("milestone-progress", stage, stage.dated.pk)
        assert "Nothing yet." in words(office.get(url))

        saved = office.post(url, FORM | {"next": "1"})

        row = MilestoneProgress.objects.get()
        assert (row.number, row.narrative) == (1, "The board met <b>twice</b>.")
        assert saved.headers["Location"] == address(
            "occurrence-progress", stage, stage.quarterly.pk, "2014-03-31"
        )
        shown = words(office.get(url))
        assert "The board met &lt;b&gt;twice&lt;/b&gt;." in shown
        assert "Progress saved: Publish the plan." in shown
        assert "The board met" in words(office.get(address("progress-history", stage)))

    def test_keeps_what_was_typed_when_somebody_else_was_quicker(
        self, office: Client, stage: Stage
    ) -> None:
        url = address("milestone-progress", stage, stage.dated.pk)
        office.post(url, FORM)
        assert office.post(url, FORM).status_code == 302
        assert MilestoneProgress.objects.count() == 1

        response = office.post(url, FORM | {"narrative": "It slipped."})

        page = words(response)
        assert response.status_code == 409
        assert "It slipped." in page
        assert response.context["form"]["version"].value() == "1"
        assert (
            office.post(url, FORM | {"narrative": "It slipped.", "version": "1"}).status_code
            == 302
        )
        assert MilestoneProgress.objects.count() == 2

    def test_says_what_is_missing_beside_the_box(self, office: Client, stage: Stage) -> None:
        url = address("measure-progress", stage, stage.measure.pk)
        page = words(office.post(url, {"version": "0", "rating": "complete", "narrative": "Done"}))

        assert "Enter what the measure stands at" in page
        assert "Enter what shows that it is complete" in page

    @pytest.mark.parametrize("day", ["2013-12-30", "someday", "2013-02-30"])
    def test_finds_no_occurrence_that_is_none(
        self, office: Client, stage: Stage, day: str
    ) -> None:
        url = address("occurrence-progress", stage, stage.quarterly.pk, day)
        assert office.get(url).status_code == 404

    def test_shows_readers_everything_but_the_form(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.auditor)
        page = words(client.get(address("milestone-progress", stage, stage.dated.pk)))

        assert "Nothing yet." in page
        assert "Save and" not in page
        assert "Change the agreed day" not in page


class TestRebaselining:
    def test_shows_both_days_and_the_reason(self, office: Client, stage: Stage) -> None:
        url = address("milestone-rebaseline", stage, stage.dated.pk)
        day = {"to_on-day": "31", "to_on-month": "3", "to_on-year": "2014"}
        assert "Enter why the agreed day changes" in words(
            office.post(url, {"version": "0", **day})
        )

        office.post(url, {"version": "0", "reason": "The board asked for time.", **day})

        assert Rebaseline.objects.get().number == 1
        page = words(office.get(address("progress", stage)))
        assert "Agreed: 31 March 2014 (published: 28 February 2014)" in page
        shown = words(office.get(address("milestone-progress", stage, stage.dated.pk)))
        assert "The board asked for time." in shown
        assert "28 February 2014" in shown

    def test_keeps_the_baseline_of_a_measure(self, office: Client, stage: Stage) -> None:
        url = address("measure-rebaseline", stage, stage.survey.pk)
        office.post(url, {"version": "0", "to_words": "56%", "reason": "People Survey 2012."})

        assert "56%" in words(office.get(address("measure-progress", stage, stage.survey.pk)))
        assert "Baseline: 56%" in words(office.get(address("progress-history", stage)))


class TestSources:
    def test_are_chosen_by_the_office_and_take_the_place_of_typing(
        self, office: Client, stage: Stage
    ) -> None:
        url = address("measure-source", stage, stage.measure.pk)
        report = address("measure-progress", stage, stage.measure.pk)
        assert "What does it stand at?" in words(office.get(report))
        assert "How often visits take place" in words(office.get(url))

        chosen = {"source_key": "visits-interval", "seen": ""}
        assert office.post(url, chosen).status_code == 302
        assert office.post(url, chosen).status_code == 409

        page = words(office.get(report))
        assert "What does it stand at?" not in page
        assert "the record holds nothing of this year" in page
