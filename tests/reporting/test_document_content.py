"""The frozen content, from a real database."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from csplan.core.models import ReportingPeriod
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, Moderation, OutcomeCommentary, QuarterlyReturn
from programme.selectors.national import return_line
from reporting.document.content import pack_snapshot
from reporting.document.figures import Receipt
from reporting.document.pages import render_html
from reporting.document.review.content import pack_review
from reporting.document.snapshot import canonical_bytes, digest, parse
from reporting.document.view import read_view
from tests.conftest import NOW, Cast, Stage, accepted_return
from tests.factories import (
    LocalityFactory,
    MeasureUpdateFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    WorkItemFactory,
)
from tests.programme.delivery import records as made
from tests.programme.situations import put_in

MOST_QUERIES = 54


THREE = ("rating", "own", "moderated", "explanation", "moderation_reason")


def snapshot_of(period: ReportingPeriod, **given: Any) -> dict[str, Any]:
    about: dict[str, Any] = {
        "edition": 1,
        "build": 1,
        "at": NOW,
        "requested_by": "A national officer",
    }
    return pack_snapshot(period=period, **(about | {"gaps": (), "gap_reason": ""} | given))


def accept(quarterly_return: QuarterlyReturn, cast: Cast) -> None:
    pk = quarterly_return.pk
    QuarterlyReturn.objects.filter(pk=pk).update(
        state="accepted", overview="All went well.",
        submitted_by=cast.coordinator, submitted_at=NOW,
        signed_off_by=cast.sro, signed_off_at=NOW,
        accepted_by=cast.national_team, accepted_at=NOW,
    )  # fmt: skip


def answer(stage: Stage) -> None:
    update = stage.milestone_update
    update.rating, update.forecast_on, update.version = "off_track", dt.date(2014, 3, 31), 1
    update.narrative, update.path_to_green = "The venue fell through.", "Another is sought."
    update.save()
    figure = stage.measure_update
    figure.value, figure.version = Decimal("12.50"), 1
    figure.save()


class TestPackSnapshot:
    def test_uses_nothing_from_a_return_that_was_not_accepted(self, stage: Stage) -> None:
        answer(stage)

        snapshot = snapshot_of(stage.period)

        assert "The venue fell through." not in canonical_bytes(snapshot).decode()
        assert {row["state"]: row["counts"] for row in snapshot["returns"]} == {"open": False}

    def test_holds_what_an_accepted_return_says(self, stage: Stage, cast: Cast) -> None:
        answer(stage)
        accept(stage.own, cast)

        snapshot = snapshot_of(stage.period)

        reports = snapshot["milestones"][0]["reports"]
        assert [(each["quarter"], each["rating"]) for each in reports] == [
            ("2013-14-q2", "at_risk"),
            ("2013-14-q3", "off_track"),
        ]
        assert "narrative" not in reports[0]
        assert reports[1]["path_to_green"] == "Another is sought."
        assert snapshot["measures"][0]["reports"][0]["value"] == "12.5"

    def test_names_each_return_as_it_stands(self, stage: Stage) -> None:
        rows = {row["locality"]: row for row in snapshot_of(stage.period)["returns"]}

        assert rows["north-west"]["id"] == stage.own.pk
        assert (rows["north-west"]["revision"], rows["north-west"]["version"]) == (1, 0)
        assert rows["south-west"]["locality_name"] == "South West"

    def test_counts_the_latest_revision_alone(self, stage: Stage, cast: Cast) -> None:
        answer(stage)
        accept(stage.own, cast)
        correction = QuarterlyReturn.objects.create(
            period=stage.period,
            locality=stage.own.locality,
            revision=2,
            closes_at=stage.period.closes_at,
        )

        snapshot = snapshot_of(stage.period)

        assert correction.pk in {row["id"] for row in snapshot["returns"]}
        assert stage.own.pk not in {row["id"] for row in snapshot["returns"]}
        assert "The venue fell through." not in canonical_bytes(snapshot).decode()

    def test_holds_the_three_ratings_apart(self, stage: Stage, cast: Cast) -> None:
        answer(stage)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
            rating="on_track", path_to_green="", rating_explanation="The day was agreed."
        )
        accept(stage.own, cast)
        Moderation.objects.create(
            update=stage.milestone_update, number=1, update_version=1, rating="at_risk",
            reason="It is not booked.", by=cast.national_team, at=NOW,
        )  # fmt: skip

        snapshot = snapshot_of(stage.period)

        (*_, report) = snapshot["milestones"][0]["reports"]
        assert {name: report[name] for name in THREE} == {
            "rating": "on_track",
            "own": "off_track",
            "moderated": "at_risk",
            "explanation": "The day was agreed.",
            "moderation_reason": "It is not booked.",
        }
        assert report["own_reasons"][0].startswith("Due by 31 December 2013")

    def test_holds_what_is_said_of_an_outcome(self, stage: Stage, cast: Cast) -> None:
        OutcomeCommentary.objects.create(
            outcome=stage.outcome, period=stage.period, words="A good start.", version=1
        )

        (outcome,) = snapshot_of(stage.period)["outcomes"]

        assert outcome["commentary"] == "A good start."

    def test_takes_the_same_queries_for_more(self, stage: Stage, cast: Cast) -> None:
        answer(stage)
        accept(stage.own, cast)
        with CaptureQueriesContext(connection) as few:
            snapshot_of(stage.period)
        for number in range(10, 40):
            milestone = MilestoneFactory.create(
                work_item=stage.milestone_update.milestone.work_item,
                locality=cast.own,
                order=number,
            )
            MilestoneUpdateFactory.create(
                quarterly_return=stage.own, milestone=milestone, rating="on_track", version=1
            )
            MeasureUpdateFactory.create(
                quarterly_return=stage.own, measure__outcome=stage.outcome,
                measure__order=number, value=Decimal(1), version=1,
            )  # fmt: skip
        for record in made.every_kind(cast.own, stage.outcome):
            made.logged(record, cast.coordinator)

        with CaptureQueriesContext(connection) as many:
            snapshot_of(stage.period)

        assert len(many) == len(few) <= MOST_QUERIES

    def test_can_be_frozen_and_read_again(self, stage: Stage, cast: Cast) -> None:
        accept(stage.own, cast)
        snapshot = snapshot_of(stage.period, gaps=("South West",), gap_reason="No co-ordinator.")

        frozen = canonical_bytes(snapshot)

        assert canonical_bytes(parse(frozen)) == frozen
        assert digest(frozen) in render_html(parse(frozen))
        assert render_html(parse(frozen)) == render_html(snapshot)

    def test_says_when_a_return_was_first_submitted(self, stage: Stage, cast: Cast) -> None:
        early = accepted_return(
            stage.previous_period, cast.other, cast=cast, at=NOW - dt.timedelta(days=90)
        )
        early.transitions.create(
            action="submit", from_state="open", to_state="submitted",
            by=cast.other_coordinator, at=NOW - dt.timedelta(days=95),
        )  # fmt: skip

        rows = {row["id"]: row for row in snapshot_of(stage.previous_period)["returns"]}

        assert rows[early.pk]["first_submitted_at"] == "2013-10-07T10:00:00+00:00"

    def test_calls_no_return_late_because_it_was_corrected(self, stage: Stage, cast: Cast) -> None:
        published = put_in(ReturnState.PUBLISHED, stage, cast)
        published.transitions.create(
            action="submit", from_state="open", to_state="submitted",
            by=cast.coordinator, at=NOW - dt.timedelta(days=3),
        )  # fmt: skip
        corrected = accepted_return(
            stage.period, stage.own.locality, cast=cast, at=NOW + dt.timedelta(days=40), revision=2
        )
        corrected.transitions.create(
            action="submit", from_state="open", to_state="submitted",
            by=cast.coordinator, at=NOW + dt.timedelta(days=39),
        )  # fmt: skip

        rows = {row["id"]: row for row in snapshot_of(stage.period)["returns"]}

        assert rows[corrected.pk]["first_submitted_at"] == "2014-01-07T11:00:00+00:00"

    @pytest.mark.parametrize(
        ("steps", "expected"),
        [
            ("submit sign_off accept", Receipt.ON_TIME),
            ("submit send_back . submit accept", Receipt.ON_TIME),
            ("submit withdraw . submit accept", Receipt.LATE),
            (". submit send_back submit accept", Receipt.LATE),
        ],
    )
    def test_calls_late_what_the_grid_of_returns_calls_late(
        self, stage: Stage, cast: Cast, steps: str, expected: Receipt
    ) -> None:
        """The dot is the moment at which returns were due."""
        accept(stage.own, cast)
        later = stage.period.due_at + dt.timedelta(hours=1)
        before, _, after = steps.partition(".")
        for words, at in ((before, stage.period.due_at), (after, later)):
            for action in words.split():
                stage.own.transitions.create(
                    action=action, from_state="open", to_state="submitted", reason="Short.",
                    by=cast.coordinator, at=at,
                )  # fmt: skip

        rows = read_view(parse(canonical_bytes(snapshot_of(stage.period)))).returns.rows
        stage.own.refresh_from_db()
        line = return_line(stage.own, at=later)

        assert next(row.receipt for row in rows if row.locality == "North West") is expected
        assert line.lateness == ("Submitted late" if expected is Receipt.LATE else "")


class TestLocalities:
    @pytest.mark.parametrize(("starts_on", "is_told"), [(31, True), (32, False)])
    def test_are_those_that_there_were_by_the_end_of_the_quarter(
        self, stage: Stage, starts_on: int, is_told: bool
    ) -> None:
        day = dt.date(2013, 12, 1) + dt.timedelta(days=starts_on - 1)
        later = LocalityFactory.create(starts_on=day)
        item = WorkItemFactory.create(outcome=stage.outcome, locality=later)
        MilestoneFactory.create(work_item=item, locality=later)

        snapshot = snapshot_of(stage.period)

        assert (later.slug in [row["slug"] for row in snapshot["localities"]]) is is_told
        assert (later.slug in [row["locality"] for row in snapshot["milestones"]]) is is_told


class TestReview:
    def test_counts_what_was_due_on_the_last_day_of_the_quarter_as_due(self, stage: Stage) -> None:
        (line,) = pack_review(stage.period)["lines"]

        assert "2 milestones: 2 due but not reported on yet." in line["achievements"]
