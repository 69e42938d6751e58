"""Measures of every kind in a pack: ratios, yes or no, ranges, national and restated figures."""

from decimal import Decimal
from typing import Any

import pytest

from csplan.core.periods import Quarter
from programme.choices import Accumulation, Collection, Direction, MeasureStatus, ReturnState, Unit
from programme.models import (
    Measure,
    MeasureUpdate,
    NationalFigure,
    PlannedValue,
    Restatement,
    YearTarget,
)
from reporting.document.measures import facts
from reporting.document.measures.facts import Figure
from reporting.document.measures.figures import measure_figures
from reporting.document.pages import render_html
from tests.conftest import NOW, Cast, Stage, accepted_return
from tests.factories import MeasureFactory
from tests.programme.situations import put_in
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of

Q1, Q2, Q3, Q4 = Quarter.parse("2013-14-q1").year.quarters
D = Decimal


def measure(how: str, unit: str, reports: list[Figure], **given: Any) -> facts.Measure:
    about = {"direction": "higher", "target": D(80), "planned": (), **given}
    return facts.Measure(
        1, 1, "A measure", "", unit, accumulation=how, reports=tuple(reports), **about
    )


def part(quarter: Quarter, place: str, numerator: int, denominator: int) -> Figure:
    value = D(100 * numerator) / denominator
    return Figure(quarter, place, value, numerator=D(numerator), denominator=D(denominator))


class TestRatios:
    def test_are_worked_out_from_all_the_parts(self) -> None:
        reports = [part(Q1, "a", 9, 10), part(Q1, "b", 10, 90), part(Q2, "a", 1, 10)]
        planned = tuple(Figure(Q2, place, D(50)) for place in "ab")
        share = measure(Accumulation.RATIO, Unit.PERCENT, reports, planned=planned)

        found = measure_figures(share, Q2, ("a", "b"))

        assert found.so_far is not None
        assert (found.so_far.numerator, found.so_far.denominator) == (D(20), D(110))
        assert found.to_date == D("18.18")
        assert found.judgement.words == "50% against 50% planned"

    def test_stand_with_their_parts_in_the_page(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=1, silent=())
        own = snapshot["measures"][0]
        own |= {"unit": "percent", "accumulation": "ratio", "target": "80"}
        for each in own["reports"]:
            each |= {"value": "75", "numerator": "45", "denominator": "60"}

        page = render_html(snapshot)

        assert '75% <span class="pack-quiet">90 of 120</span>' in page
        assert "the percentage so far" in page


class TestYesOrNo:
    def test_is_yes_only_where_everybody_says_yes(self) -> None:
        reports = [Figure(Q1, "a", D(1)), Figure(Q2, "a", D(1)), Figure(Q2, "b", D(1))]
        lead = measure(Accumulation.YES_NO, Unit.YES_NO, reports)
        assert measure_figures(lead, Q2, ("a", "b")).to_date == 1
        assert measure_figures(lead, Q1, ("a", "b")).to_date is None
        assert measure_figures(lead, Q2, ("a", "b")).projection is None


class TestRanges:
    @pytest.mark.parametrize(
        ("value", "status"),
        [
            ("12", MeasureStatus.ON_TRACK),
            ("18", MeasureStatus.AT_RISK),
            ("30", MeasureStatus.OFF_TRACK),
        ],
    )
    def test_are_compared_without_a_plan(self, value: str, status: MeasureStatus) -> None:
        interval = measure(
            Accumulation.LATEST, Unit.DAYS, [Figure(Q2, "", D(value))],
            direction=Direction.RANGE, collection=Collection.NATIONAL, target=None,
            range_low=D(10), range_high=D(16),
        )  # fmt: skip
        found = measure_figures(interval, Q2, ("a", "b"))
        assert (found.judgement.status, found.expected) == (status, 1)


class TestEnded:
    def test_says_until_when_it_was_collected(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=1, silent=())
        snapshot["measures"][0]["ends_on"] = "2013-06-30"
        assert "Collected until 30 June 2013" in render_html(snapshot)


@pytest.mark.django_db
class TestSnapshot:
    @pytest.fixture
    def national(self, stage: Stage, cast: Cast) -> Measure:
        found: Measure = MeasureFactory.create(
            outcome=stage.outcome, order=9, title="Placements agreed", unit="placement/placements",
            collection=Collection.NATIONAL, target=D(12),
        )  # fmt: skip
        PlannedValue.objects.create(measure=found, period=stage.period, value=4)
        figure = NationalFigure.objects.create(
            measure=found, period=stage.period, value=5, version=1
        )
        Restatement.objects.create(
            national_figure=figure, value=3, previous_value=5, reason="Two fell through.",
            by=cast.national_team, at=NOW,
        )  # fmt: skip
        return found

    def test_holds_national_figures_as_they_stand(self, stage: Stage, national: Measure) -> None:
        rows = {row["id"]: row for row in snapshot_of(stage.period)["measures"]}
        own = rows[national.pk]
        assert own["collection"] == "national"
        assert own["planned"] == [{"quarter": "2013-14-q3", "locality": "", "value": "4"}]
        (report,) = own["reports"]
        assert (report["locality"], report["value"]) == ("", "3")
        assert report["restated"] == [
            {"previous": "5", "reason": "Two fell through.", "quarter": None}
        ]

    def test_is_read_as_a_national_figure(self, stage: Stage, national: Measure) -> None:
        page = render_html(snapshot_of(stage.period))
        assert "3 placements against 4 planned, 25% short of plan" in page
        assert "National figure" in page
        assert (
            "Quarter 3 2013/14: 3 placements, previously reported as 5 placements. "
            "Two fell through." in page
        )
        assert "Target for the year: 12 placements." in page

    def test_takes_the_years_own_target(self, stage: Stage) -> None:
        own = stage.measure_update.measure
        YearTarget.objects.create(measure=own, year_start=2013, target=40)
        YearTarget.objects.create(measure=own, year_start=2014, target=90)
        assert snapshot_of(stage.period)["measures"][0]["target"] == "40"

    @pytest.fixture
    def restated(self, stage: Stage, cast: Cast) -> None:
        """Last quarter's figure, put right in this quarter's return."""
        earlier = MeasureUpdate.objects.create(
            quarterly_return=stage.previous, measure=stage.measure_update.measure, value=9,
            version=1,
        )  # fmt: skip
        Restatement.objects.create(
            update=earlier, restated_in=stage.own, value=7, previous_value=9,
            reason="Counted twice.", by=cast.coordinator, at=NOW,
        )  # fmt: skip

    @pytest.mark.usefixtures("restated")
    def test_uses_restatements_of_returns_that_count(self, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        waiting = snapshot_of(stage.period)["measures"][0]["reports"]
        assert [(row["value"], row["restated"]) for row in waiting] == [("9", [])]
        put_in(ReturnState.ACCEPTED, stage, cast)
        snapshot = snapshot_of(stage.period)
        assert snapshot["measures"][0]["reports"][0]["value"] == "7"
        assert "previously reported as 9 events, put right in Quarter 3 2013/14" in render_html(
            snapshot
        )

    @pytest.mark.usefixtures("restated")
    def test_uses_restatements_of_returns_that_were_corrected_since(
        self, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.PUBLISHED, stage, cast)

        accepted_return(stage.period, stage.own.locality, cast=cast, at=NOW, revision=2)

        (row,) = snapshot_of(stage.period)["measures"][0]["reports"]
        assert (row["value"], row["restated"][0]["previous"]) == ("7", "9")

    def test_leaves_out_what_ended_before_the_year(self, stage: Stage) -> None:
        Measure.objects.update(ends_on="2013-03-31")
        assert snapshot_of(stage.period)["measures"] == []
