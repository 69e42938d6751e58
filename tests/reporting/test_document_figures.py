"""What a pack's facts amount to, against small data reckoned by hand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from csplan.core.periods import Quarter
from programme.choices import MeasureStatus
from reporting.document.facts import Return
from reporting.document.figures import (
    MilestoneState,
    Receipt,
    Standing,
    disagreements,
    exceptions,
    milestone_state,
    outcome_rating,
    rating_counts,
    receipt,
    unreported_and_overdue,
)
from reporting.document.measures.facts import Figure, Measure
from reporting.document.measures.figures import measure_figures
from reporting.document.milestones.facts import Milestone, Report

Q1, Q2, Q3, Q4 = Quarter.parse("2013-14-q2").year.quarters
DUE_AT = dt.datetime(2013, 10, 16, 17, 0, tzinfo=dt.UTC)


def milestone(*reports: Report, latest: str = "2013-09-30", pk: int = 1) -> Milestone:
    day = dt.date.fromisoformat(latest)
    return Milestone(pk, 1, "north-west", "A milestone", "", day, day, reports)


def report(rating: str, on: str = "2013-09-30", quarter: Quarter = Q2) -> Report:
    day = dt.date.fromisoformat(on)
    if rating == "complete":
        return Report(quarter, rating, completed_on=day)
    return Report(quarter, rating, forecast_on=day)


class TestDisagreements:
    def test_are_those_whose_ratings_are_not_one(self) -> None:
        agreed = replace(report("on_track"), own="on_track")
        unknown = replace(report("on_track"), own="")
        differs = replace(report("on_track"), own="off_track")
        moderated = replace(report("on_track"), own="on_track", moderated="at_risk")
        earlier = replace(report("complete", quarter=Q1), moderated="at_risk")
        states = [
            milestone_state(milestone(each, pk=pk), Q2)
            for pk, each in enumerate((agreed, unknown, differs, moderated, earlier))
        ]

        assert [state.milestone.pk for state in disagreements(states, Q2)] == [3, 2]


class TestMilestoneState:
    @pytest.mark.parametrize(
        ("found", "standing"),
        [
            (milestone(report("complete")), Standing.MET),
            (milestone(report("complete", quarter=Q1)), Standing.MET_EARLIER),
            (milestone(report("on_track")), Standing.MISSED),
            (milestone(report("at_risk", "2013-11-30"), latest="2013-10-31"), Standing.SLIPPED),
            (milestone(report("on_track", "2013-12-31"), latest="2013-12-31"), Standing.DUE_NEXT),
            (milestone(report("on_track", "2014-01-01"), latest="2014-01-01"), Standing.LATER),
            (milestone(), Standing.NOT_REPORTED),
            (milestone(report("at_risk", quarter=Q1)), Standing.NOT_REPORTED),
        ],
    )
    def test_stands_in_exactly_one_place(self, found: Milestone, standing: Standing) -> None:
        assert milestone_state(found, Q2).standing is standing

    def test_counts_the_national_team_before_the_locality(self) -> None:
        done = replace(report("complete"), moderated="at_risk")

        state = milestone_state(milestone(done), Q2)

        assert (state.rating, state.standing, state.expected_on) == (
            "at_risk", Standing.MISSED, None,
        )  # fmt: skip

    def test_takes_what_was_moderated_as_not_complete_for_unfinished_later(self) -> None:
        done = replace(report("complete", quarter=Q1), moderated="at_risk")

        state = milestone_state(milestone(done), Q2)

        assert (state.standing, state.rating_before) == (Standing.NOT_REPORTED, "at_risk")

    def test_never_shows_the_last_colour_for_no_report(self) -> None:
        state = milestone_state(milestone(report("off_track", quarter=Q1)), Q2)

        assert (state.rating, state.rating_before) == ("", "off_track")

    def test_counts_the_slip_from_the_day_agreed(self) -> None:
        assert milestone_state(milestone(report("at_risk", "2013-10-14")), Q2).slip == 14

    def test_stays_complete_in_later_quarters(self) -> None:
        state = milestone_state(milestone(report("complete", "2013-06-12", Q1)), Q2)

        assert (state.rating, state.rating_before) == ("complete", "complete")

    def test_never_calls_an_undated_milestone_due(self) -> None:
        undated = Milestone(1, 1, "x", "Undated", reports=(Report(Q2, "on_track"),))

        assert milestone_state(undated, Q2).standing is Standing.LATER


def states(*found: Milestone) -> list[MilestoneState]:
    return [milestone_state(each, Q2) for each in found]


class TestGroups:
    def test_counts_every_milestone_once_now_and_before(self) -> None:
        found = states(
            milestone(report("on_track", quarter=Q1), report("complete")),
            milestone(report("on_track", quarter=Q1)),
            milestone(report("at_risk")),
        )

        counts = {each.rating: (each.now, each.before) for each in rating_counts(found)}

        assert counts == {
            "complete": (1, 0),
            "on_track": (0, 2),
            "at_risk": (1, 0),
            "off_track": (0, 0),
            "": (1, 1),
        }

    def test_lists_exceptions_worst_first(self) -> None:
        found = states(
            milestone(report("at_risk", "2013-12-31"), pk=1),
            milestone(report("off_track", "2013-10-07"), pk=2),
            milestone(report("off_track", "2013-12-31"), pk=3),
            milestone(report("on_track"), pk=4),
        )

        assert [each.milestone.pk for each in exceptions(found)] == [3, 2, 1]

    def test_names_what_is_due_and_silent(self) -> None:
        found = states(milestone(pk=1), milestone(latest="2013-10-01", pk=2))

        assert [each.milestone.pk for each in unreported_and_overdue(found, Q2)] == [1]

    def test_rates_an_outcome_by_its_worst_milestone(self) -> None:
        found = states(milestone(report("complete")), milestone(report("at_risk")), milestone())
        assert outcome_rating(found) == "at_risk"

    def test_does_not_let_what_is_complete_speak_for_what_is_silent(self) -> None:
        done = milestone(report("complete", quarter=Q1))
        assert outcome_rating(states(done, milestone())) == ""
        assert outcome_rating(states(done)) == "complete"
        assert outcome_rating(states(milestone())) == ""
        assert outcome_rating([]) is None


def measure(how: str, reported: list[Figure], direction: str = "higher") -> Measure:
    planned = [
        Figure(quarter, place, Decimal(10)) for quarter in (Q1, Q2, Q3, Q4) for place in ("a", "b")
    ]
    return Measure(
        1, 1, "Events", "", "events", direction, how, Decimal(80), tuple(planned), tuple(reported)
    )  # fmt: skip


def said(quarter: Quarter, place: str, value: int | None) -> Figure:
    return Figure(quarter, place, None if value is None else Decimal(value))


class TestMeasureFigures:
    def test_adds_quarters_and_localities(self) -> None:
        events = measure(
            "sum", [said(Q1, "a", 9), said(Q1, "b", 12), said(Q2, "a", 10), said(Q2, "b", 11)]
        )

        found = measure_figures(events, Q2, ("a", "b"))

        assert found.this_quarter == Decimal(21)
        assert (found.to_date, found.planned_to_date) == (Decimal(42), Decimal(40))
        assert found.judgement.status == MeasureStatus.ON_TRACK

    def test_takes_the_latest_quarter_of_each_locality(self) -> None:
        people = measure("latest", [said(Q1, "a", 9), said(Q1, "b", 12), said(Q2, "a", 10)])

        found = measure_figures(people, Q2, ("a", "b"))

        assert (found.to_date, found.planned_to_date) == (Decimal(22), Decimal(20))
        assert found.reported == 1

    def test_leaves_a_gap_for_a_quarter_nobody_reported(self) -> None:
        found = measure_figures(measure("sum", [said(Q2, "a", 4)]), Q2, ("a", "b"))

        assert [each.actual for each in found.quarters] == [None, 4, None, None]
        assert [each.planned for each in found.quarters] == [20, 40, 60, 80]

    def test_does_not_look_beyond_the_packs_quarter(self) -> None:
        found = measure_figures(measure("sum", [said(Q1, "a", 1), said(Q3, "a", 50)]), Q1, ("a",))

        assert (found.to_date, found.quarters[2].actual) == (Decimal(1), None)

    def test_does_not_call_silence_behind_plan(self) -> None:
        found = measure_figures(
            measure("sum", [said(Q1, "a", 1), said(Q2, "a", None)]), Q2, ("a",)
        )

        assert found.judgement.status == MeasureStatus.NO_REPORT

    def test_compares_only_those_who_reported(self) -> None:
        events = measure("sum", [said(Q1, "a", 9), said(Q1, "b", 2), said(Q2, "a", 11)])

        found = measure_figures(events, Q2, ("a", "b"))

        assert (found.to_date, found.planned_to_date) == (Decimal(22), Decimal(40))
        assert found.judgement.status == MeasureStatus.ON_TRACK
        assert found.judgement.words == "20 events against 20 planned"

    def test_knows_that_lower_can_be_better(self) -> None:
        days = measure("sum", [said(Q1, "a", 9)], direction="lower")

        assert measure_figures(days, Q1, ("a",)).judgement.status == MeasureStatus.ON_TRACK


class TestReceipt:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            (None, Receipt.NOT_ASKED),
            (Return("a", "submitted", 1, False, first_submitted_at=DUE_AT), Receipt.MISSING),
            (Return("a", "accepted", 1, True, first_submitted_at=DUE_AT), Receipt.ON_TIME),
            (
                Return(
                    "a", "published", 1, True,
                    first_submitted_at=DUE_AT + dt.timedelta(seconds=1),
                ),
                Receipt.LATE,
            ),
        ],
    )  # fmt: skip
    def test_counts_only_what_was_accepted(self, found: Return, expected: Receipt) -> None:
        assert receipt(found, DUE_AT) is expected
