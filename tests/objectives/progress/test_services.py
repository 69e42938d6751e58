"""Reporting on a set: entries are added by its private office, and nothing is overwritten."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.querysets import InsertOnlyError
from objectives.models import MilestoneProgress, ObjectiveSet
from objectives.rules.progress import MeasureReport
from objectives.selectors.progress import (
    everything_reported,
    measure_line,
    milestone_line,
    progress_page,
)
from objectives.selectors.progress_lines import MilestoneLine
from objectives.services.baselines import rebaseline_measure, rebaseline_milestone
from objectives.services.progress import report_measure, report_milestone
from objectives.services.sets import begin_amendment
from programme.choices_delivery import VisitState
from programme.models import VisitStandard
from programme.selectors.objective_figures import VISITS_INTERVAL
from tests.conftest import NOW, Cast
from tests.objectives.progress.stage import (
    COMPLETE,
    FEBRUARY,
    ON_TRACK,
    PASSED,
    Stage,
    about,
    agreed_set,
)
from tests.programme.delivery.records import logged, visit

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
GOING_WELL = MeasureReport(rating="on_track", narrative="Results came in.")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return agreed_set(cast)


@pytest.fixture
def office(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.private_office)


class TestReports:
    def test_are_added_one_after_the_other_and_recorded(self, stage: Stage, office: Actor) -> None:
        report_milestone(report=ON_TRACK, **about(stage, office))
        report_milestone(report=COMPLETE, **about(stage, office, seen=1))

        line = milestone_line(stage.objective_set, stage.dated.pk, None, on=NOW.date())
        assert line is not None
        assert [entry.rating for entry in line.entries] == ["on_track", "complete"]
        assert line.slip == "70 days earlier than agreed"
        event = AuditEvent.objects.get(
            action="objectives.milestone_reported", after__rating="complete"
        )
        assert event.after["item"] == "M1"
        with pytest.raises(InsertOnlyError):
            MilestoneProgress.objects.update(narrative="Otherwise.")

    def test_are_refused_to_the_second_of_two_who_saw_the_same(
        self, stage: Stage, office: Actor
    ) -> None:
        report_milestone(report=ON_TRACK, **about(stage, office))

        with pytest.raises(StaleVersionError):
            report_milestone(report=COMPLETE, **about(stage, office))
        again = MilestoneProgress.objects.get()
        again.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()

    def test_are_refused_from_others_and_when_wrong(
        self, stage: Stage, office: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        for person in (cast.head, cast.auditor, cast.coordinator):
            with pytest.raises(NotPermittedError):
                report_milestone(report=ON_TRACK, **about(stage, actor_of(person)))
        tomorrow = NOW.date() + dt.timedelta(days=1)
        with pytest.raises(IncompleteError):
            report_milestone(
                report=replace(COMPLETE, completed_on=tomorrow), **about(stage, office)
            )
        with pytest.raises(IncompleteError):
            report_milestone(report=replace(ON_TRACK, narrative="\u202e"), **about(stage, office))
        assert not MilestoneProgress.objects.exists()

    def test_are_refused_on_what_is_not_asked(
        self, stage: Stage, office: Actor, cast: Cast
    ) -> None:
        draft = agreed_set(cast, is_published=False)
        with pytest.raises(WrongStateError):
            report_milestone(report=ON_TRACK, **about(draft, office))
        with pytest.raises(WrongStateError):
            report_milestone(report=ON_TRACK, **about(stage, office, milestone_id=draft.dated.pk))
        with pytest.raises(WrongStateError):
            report_milestone(report=ON_TRACK, **about(stage, office, occurrence_on=PASSED))


class TestOccurrences:
    def test_are_reported_on_each_for_itself(self, stage: Stage, office: Actor) -> None:
        quarterly: dict[str, Any] = {"milestone_id": stage.quarterly.pk, "occurrence_on": PASSED}
        report_milestone(report=COMPLETE, **about(stage, office, **quarterly))

        page = progress_page(stage.objective_set, on=NOW.date())
        found = {
            line.occurrence_on: line.attention
            for line in page.lines
            if isinstance(line, MilestoneLine) and line.item.pk == stage.quarterly.pk
        }
        assert found == {
            dt.date(2013, 6, 30): "overdue",
            dt.date(2013, 9, 30): "overdue",
            dt.date(2013, 12, 31): "complete",
            dt.date(2014, 3, 31): "due",
        }


class TestAgreedDays:
    def test_move_for_a_reason_and_both_stay(self, stage: Stage, office: Actor) -> None:
        to_on = dt.date(2014, 3, 31)
        said: dict[str, Any] = {"to_on": to_on, "reason": "The board asked for another month."}
        rebaseline_milestone(**about(stage, office), **said)

        line = milestone_line(stage.objective_set, stage.dated.pk, None, on=NOW.date())
        assert line is not None
        assert (line.published_on, line.agreed_on) == (FEBRUARY, to_on)
        with pytest.raises(StaleVersionError):
            rebaseline_milestone(**about(stage, office), **(said | {"to_on": PASSED}))
        with pytest.raises(IncompleteError):
            rebaseline_milestone(**about(stage, office, seen=1), **said)

    def test_of_an_undated_milestone_may_be_agreed(self, stage: Stage, office: Actor) -> None:
        undated: dict[str, Any] = {"milestone_id": stage.undated.pk}
        rebaseline_milestone(
            **about(stage, office, **undated), to_on=PASSED, reason="Agreed with ministers."
        )

        page = progress_page(stage.objective_set, on=NOW.date())
        line = next(each for each in page.lines if each.item.pk == stage.undated.pk)
        assert line.attention == "overdue"
        assert page.undated_count == 1

    def test_are_the_published_ones_while_an_amendment_is_worked_on(
        self, stage: Stage, office: Actor
    ) -> None:
        version = stage.objective_set.version
        begin_amendment(
            objective_set=stage.objective_set, version=version, reason="New dates",
            actor=office, at=NOW,
        )  # fmt: skip
        stage.dated.date_latest, stage.dated.text = PASSED, "Publish the other plan."
        stage.dated.save()
        amended = ObjectiveSet.objects.get(pk=stage.objective_set.pk)

        line = milestone_line(amended, stage.dated.pk, None, on=NOW.date())
        assert line is not None
        assert (line.agreed_on, line.item.text) == (FEBRUARY, "Publish the plan.")
        report_milestone(report=ON_TRACK, **about(stage, office))


class TestMeasures:
    def test_keep_figures_baselines_and_what_is_expected(
        self, stage: Stage, office: Actor
    ) -> None:
        measure = about(stage, office, measure_id=stage.survey.pk)
        del measure["milestone_id"], measure["occurrence_on"]
        rebaseline_measure(to_words="56%", reason="People Survey 2012.", **measure)
        told = replace(GOING_WELL, actual="58%", actual_on=PASSED, forecast="60%")
        report_measure(report=told, **measure)

        line = measure_line(stage.objective_set, stage.survey.pk, on=NOW.date())
        assert line is not None
        assert line.last is not None
        assert (line.baseline, line.last.actual, line.last.forecast) == ("56%", "58%", "60%")
        assert (line.attention, line.due) == ("not_due", "Not due until March 2014")
        kinds = [type(each.entry).__name__ for each in everything_reported(stage.objective_set)]
        assert sorted(kinds) == ["MeasureProgress", "Rebaseline"]

    def test_that_csplan_counts_take_the_figure_of_the_record(
        self, stage: Stage, office: Actor, cast: Cast
    ) -> None:
        stage.measure.source_key = VISITS_INTERVAL
        stage.measure.save()
        VisitStandard.objects.create(year_start=2013, interval_days=14)
        for day in (1, 11, 21):
            done: dict[str, Any] = {"state": VisitState.DONE, "visit_on": dt.date(2013, 6, day)}
            answered: dict[str, Any] = {"answered_by": cast.coordinator, "answered_at": NOW}
            logged(visit(cast.own, **done, **answered), cast.coordinator)
        measure = about(stage, office, measure_id=stage.measure.pk)
        del measure["milestone_id"], measure["occurrence_on"]

        row = report_measure(report=replace(GOING_WELL, actual="Every day"), **measure)

        assert row.source_key == VISITS_INTERVAL
        assert row.actual == ("2013/14: A visit every 10 days on average; the standard is 14")
        assert row.actual_on == NOW.date()
