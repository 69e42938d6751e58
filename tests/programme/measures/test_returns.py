"""Measures of every kind in a return: asked, answered, followed from the record, put right."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import IncompleteError, StaleVersionError, WrongStateError
from csplan.core.querysets import InsertOnlyError
from programme.choices import Accumulation, Collection, PlanState, ReturnState, Unit
from programme.models import (
    DerivedMeasure,
    Measure,
    MeasureUpdate,
    NationalFigure,
    QuarterlyReturn,
    Restatement,
    ReturnAuthor,
)
from programme.rules.measures import FigureAnswers
from programme.selectors import author_ids, unanswered_count
from programme.services import submit_return, withdraw_return
from programme.services.periods import create_returns
from programme.services.restatements import restate_figure
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    BusinessPlanFactory,
    MeasureFactory,
    MilestoneFactory,
    OutcomeFactory,
    PlannedValueFactory,
    WorkItemFactory,
)
from tests.programme.delivery import records
from tests.programme.measures.situations import both, framed
from tests.programme.situations import RETURN_URL, answer_everything, close, put_in
from tests.programme.test_queries import cost

ActorOf = Callable[[User], Actor]


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def asked(stage: Stage, **values: Any) -> MeasureUpdate:
    """A measure of the kind given, asked for in the stage's own return."""
    measure = MeasureFactory.create(outcome=stage.outcome, order=20, **values)
    return MeasureUpdate.objects.create(quarterly_return=stage.own, measure=measure)


def ratio(stage: Stage) -> MeasureUpdate:
    return asked(
        stage,
        unit=Unit.PERCENT,
        accumulation=Accumulation.RATIO,
        numerator_label="Satisfied",
        denominator_label="Asked",
        target=80,
    )


def page_of(client: Client, update: MeasureUpdate) -> str:
    return client.get(f"{RETURN_URL}measures/{update.measure_id}/").content.decode()


def save(client: Client, update: MeasureUpdate, **form: str) -> Any:
    update.refresh_from_db()
    sent = {"version": str(update.version), **form}
    return client.post(f"{RETURN_URL}measures/{update.measure_id}/", sent)


class TestOpeningAQuarter:
    def test_asks_localities_for_what_they_report_and_is_still_counted(self, cast: Cast) -> None:
        made = framed(*both(cast), state=PlanState.AGREED)
        Measure.objects.filter(pk=made.measures["people"].pk).update(ends_on="2013-06-30")
        Measure.objects.filter(pk=made.measures["share"].pk).update(collection=Collection.DERIVED)
        assert create_returns(made.periods[1]) == 2
        titles = MeasureUpdate.objects.values_list("measure__title", flat=True)
        assert sorted(titles) == sorted(["Events", "Lead", "Share"] * 2)
        national = NationalFigure.objects.values_list("measure__title", flat=True)
        assert sorted(national) == ["Interval", "Placements"]

    def test_asks_a_locality_for_the_measures_of_its_own_plans_alone(self, cast: Cast) -> None:
        made = framed(cast.own, state=PlanState.AGREED)
        other = OutcomeFactory.create(plan=BusinessPlanFactory.create())
        item = WorkItemFactory.create(outcome=other, locality=cast.other)
        MilestoneFactory.create(work_item=item, locality=cast.other)
        MeasureFactory.create(outcome=other, title="Theirs")
        create_returns(made.periods[0])
        theirs = MeasureUpdate.objects.filter(quarterly_return__locality=cast.other)
        assert [update.measure.title for update in theirs] == ["Theirs"]
        own = MeasureUpdate.objects.filter(quarterly_return__locality=cast.own)
        assert own.count() == 4


class TestAnswers:
    def test_of_a_ratio_are_its_parts(self, coordinator: Client, stage: Stage) -> None:
        update = ratio(stage)
        page = page_of(coordinator, update)
        assert "Satisfied" in page
        assert "Out of: Asked" in page
        assert 'name="value"' not in page
        assert save(coordinator, update, numerator="45", denominator="60").status_code == 302
        update.refresh_from_db()
        assert [update.value, update.numerator, update.denominator] == [75, 45, 60]
        assert "<strong>75%</strong>" in page_of(coordinator, update)

    def test_of_a_ratio_are_refused_out_of_nothing(
        self, coordinator: Client, stage: Stage
    ) -> None:
        answer = save(coordinator, ratio(stage), numerator="0", denominator="0")
        assert "This must be more than 0" in answer.content.decode()

    def test_of_a_ratio_may_be_why_there_is_none(self, coordinator: Client, stage: Stage) -> None:
        update = ratio(stage)
        save(coordinator, update, numerator="45", denominator="60")
        save(coordinator, update, not_available_reason="The survey is in May.")
        update.refresh_from_db()
        assert (update.value, update.numerator) == (None, None)

    def test_of_a_yes_or_no_are_two_buttons(self, coordinator: Client, stage: Stage) -> None:
        update = asked(stage, unit=Unit.YES_NO, accumulation=Accumulation.YES_NO, target=1)
        assert page_of(coordinator, update).count('type="radio"') == 2
        assert save(coordinator, update, value="1").status_code == 302
        update.refresh_from_db()
        assert update.value == 1
        assert "Yes" in coordinator.get(RETURN_URL).content.decode().title()

    def test_of_a_percentage_end_at_100(self, coordinator: Client, stage: Stage) -> None:
        update = asked(stage, unit=Unit.PERCENT, accumulation=Accumulation.LATEST, target=80)
        assert "100 or less" in save(coordinator, update, value="101").content.decode()

    def test_carry_a_unit_of_their_own(self, coordinator: Client, stage: Stage) -> None:
        update = asked(stage, unit="placement/placements", target=4)
        save(coordinator, update, value="1")
        assert "1 placement" in coordinator.get(RETURN_URL).content.decode()

    def test_stand_beside_their_status_and_projection(
        self, coordinator: Client, stage: Stage, cast: Cast
    ) -> None:
        measure = stage.measure_update.measure
        for period, value in ((stage.previous_period, 10), (stage.period, 10)):
            PlannedValueFactory.create(
                measure=measure, locality=cast.own, period=period, value=value
            )
        MeasureUpdate.objects.create(
            quarterly_return=stage.previous, measure=measure, value=9, version=1
        )
        assert "No report" in page_of(coordinator, stage.measure_update)
        save(coordinator, stage.measure_update, value="9")
        page = page_of(coordinator, stage.measure_update)
        assert "18 events against 20 planned, 10% short of plan" in page
        assert "At risk" in page
        assert "36 events (average of the 2 quarters reported, times 4)" in page


class TestFollowingTheRecord:
    @pytest.fixture
    def followed(self, stage: Stage) -> MeasureUpdate:
        update = asked(stage, unit=Unit.EVENTS, collection=Collection.DERIVED, target=4)
        DerivedMeasure.objects.create(
            measure=update.measure, record_kind="event", counted="records"
        )
        return update

    def log(self, stage: Stage, cast: Cast) -> None:
        records.logged(records.event(cast.own, stage.outcome), cast.coordinator)

    def test_shows_the_figure_and_takes_a_comment_alone(
        self, coordinator: Client, stage: Stage, cast: Cast, followed: MeasureUpdate
    ) -> None:
        self.log(stage, cast)
        page = page_of(coordinator, followed)
        assert "<strong>1 event</strong>" in page
        assert 'name="value"' not in page
        save(coordinator, followed, value="99", comment="A quiet quarter.")
        followed.refresh_from_db()
        assert followed.value == 1
        assert followed.comment == "A quiet quarter."

    def test_is_answered_without_anybody(
        self, coordinator: Client, stage: Stage, cast: Cast, followed: MeasureUpdate
    ) -> None:
        self.log(stage, cast)
        MeasureUpdate.objects.filter(pk=followed.pk).update(version=0)
        answer_everything(stage.own)
        MeasureUpdate.objects.filter(pk=followed.pk).update(version=0, value=None)
        assert unanswered_count(stage.own) == 0
        page = coordinator.get(f"{RETURN_URL}check/").content.decode()
        assert "counted from the record" in page
        assert "5 of 5 answered" in page

    def test_ends_when_the_return_is_submitted(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, followed: MeasureUpdate
    ) -> None:
        self.log(stage, cast)
        answer_everything(stage.own)
        MeasureUpdate.objects.filter(pk=followed.pk).update(version=0, value=None)
        actor = actor_of(cast.coordinator)
        submit_return(quarterly_return=stage.own, version=stage.own.version, actor=actor, at=NOW)
        self.log(stage, cast)
        followed.refresh_from_db()
        assert followed.value == 1
        stage.own.refresh_from_db()
        withdraw_return(quarterly_return=stage.own, version=stage.own.version, actor=actor, at=NOW)
        stage.own.refresh_from_db()
        submit_return(quarterly_return=stage.own, version=stage.own.version, actor=actor, at=NOW)
        followed.refresh_from_db()
        assert followed.value == 2

    def test_makes_authors_of_those_who_comment_and_not_of_those_who_submitted(
        self, coordinator: Client, stage: Stage, cast: Cast, actor_of: ActorOf,
        followed: MeasureUpdate,
    ) -> None:  # fmt: skip
        answer_everything(stage.own)
        MeasureUpdate.objects.filter(pk=followed.pk).update(version=0, value=None)
        actor = actor_of(cast.coordinator)
        for move in (submit_return, withdraw_return):
            move(quarterly_return=stage.own, version=stage.own.version, actor=actor, at=NOW)
            stage.own.refresh_from_db()
        followed.refresh_from_db()
        assert followed.updated_by == cast.coordinator
        assert author_ids(stage.own) == frozenset()
        save(coordinator, followed, comment="A quiet quarter.")
        assert author_ids(stage.own) == {cast.coordinator.pk}

    def test_asks_for_the_figure_until_it_is_said_how_it_is_counted(
        self, coordinator: Client, stage: Stage
    ) -> None:
        update = asked(stage, unit=Unit.EVENTS, collection=Collection.DERIVED)
        assert 'name="value"' in page_of(coordinator, update)
        assert unanswered_count(stage.own) == 5
        assert save(coordinator, update, value="3").status_code == 302

    def test_costs_the_same_for_many_measures(
        self, coordinator: Client, stage: Stage, followed: MeasureUpdate
    ) -> None:
        coordinator.get("/programme/plans/")
        small = cost(coordinator, RETURN_URL)
        for order in range(30, 50):
            measure = MeasureFactory.create(
                outcome=stage.outcome, order=order, collection=Collection.DERIVED
            )
            DerivedMeasure.objects.create(measure=measure, record_kind="event", counted="records")
            MeasureUpdate.objects.create(quarterly_return=stage.own, measure=measure)
        assert cost(coordinator, RETURN_URL) == small <= 16


@pytest.fixture
def earlier(stage: Stage) -> MeasureUpdate:
    """Last quarter's figure of the stage's measure: 9 events."""
    return MeasureUpdate.objects.create(
        quarterly_return=stage.previous,
        measure=stage.measure_update.measure,
        value=9,
        version=1,
    )


class TestPuttingRight:
    def url(self, stage: Stage) -> str:
        pk = stage.measure_update.measure_id
        return f"{RETURN_URL}measures/{pk}/put-right/2013-14-q2/"

    def restate(self, stage: Stage, earlier: MeasureUpdate, actor: Actor, **given: Any) -> None:
        about: dict[str, Any] = {
            "answers": FigureAnswers(Decimal(7)),
            "reason": "Two were counted twice.",
            "seen": 0,
        }
        restate_figure(
            update=earlier, restated_in=stage.own, actor=actor, at=NOW, **(about | given)
        )

    def test_keeps_both_figures_and_shows_both(
        self, coordinator: Client, stage: Stage, cast: Cast, earlier: MeasureUpdate
    ) -> None:
        form = {"version": "0", "value": "7", "reason": "Two were counted twice."}
        assert coordinator.post(self.url(stage), form).status_code == 302
        earlier.refresh_from_db()
        assert earlier.value == 9
        restatement = Restatement.objects.get()
        assert [restatement.value, restatement.previous_value] == [7, 9]
        assert restatement.restated_in == stage.own
        page = page_of(coordinator, stage.measure_update)
        assert "Previously reported as 9 events" in page
        assert "7 events" in page
        answer_everything(stage.own)
        check = coordinator.get(f"{RETURN_URL}check/").content.decode()
        assert "Figures of earlier quarters put right in this return" in check
        assert "Two were counted twice." in check
        history = coordinator.get(f"{RETURN_URL}history/").content.decode()
        assert "Earlier figure put right" in history

    def test_is_read_by_whoever_signs(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf, earlier: MeasureUpdate
    ) -> None:
        self.restate(stage, earlier, actor_of(cast.coordinator))
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.sro)
        page = client.get(f"{RETURN_URL}sign-off/").content.decode()
        assert "previously reported as 9 events" in page
        assert "Figures of earlier quarters put right in this return" in page

    def test_is_not_read_by_everybody_before_it_is_published(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf, earlier: MeasureUpdate
    ) -> None:
        self.restate(stage, earlier, actor_of(cast.coordinator))
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(state=ReturnState.PUBLISHED)
        url = RETURN_URL.replace("q3", "q2")
        client.force_login(cast.nsg)
        assert "9 events" in client.get(url).content.decode()
        client.force_login(cast.sro)
        page = client.get(url).content.decode()
        assert "Previously reported as 9 events, put right in Quarter 3 2013/14" in page

    def test_can_be_done_again_and_each_is_kept(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, earlier: MeasureUpdate
    ) -> None:
        actor = actor_of(cast.coordinator)
        self.restate(stage, earlier, actor)
        self.restate(stage, earlier, actor, answers=FigureAnswers(Decimal(8)), seen=1)
        rows = Restatement.objects.values_list("previous_value", "value")
        assert [[*row] for row in rows] == [[9, 7], [7, 8]]
        assert ReturnAuthor.objects.filter(quarterly_return=stage.own).count() == 1
        with pytest.raises(InsertOnlyError):
            Restatement.objects.update(value=9)

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"seen": 1}, StaleVersionError),
            ({"reason": " "}, IncompleteError),
            ({"answers": FigureAnswers()}, IncompleteError),
            ({"answers": FigureAnswers(not_available_reason="Lost.")}, IncompleteError),
            ({"answers": FigureAnswers(Decimal(9))}, IncompleteError),
            ({"answers": FigureAnswers(Decimal("1.5"))}, IncompleteError),
        ],
    )
    def test_refuses_what_puts_nothing_right(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        earlier: MeasureUpdate,
        given: dict[str, Any],
        error: type[Exception],
    ) -> None:
        with pytest.raises(error):
            self.restate(stage, earlier, actor_of(cast.coordinator), **given)
        assert not Restatement.objects.exists()

    def test_puts_right_what_a_share_is_out_of_though_it_rounds_the_same(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        share = MeasureUpdate.objects.create(
            quarterly_return=stage.previous, measure=ratio(stage).measure, version=1,
            value=Decimal("0.01"), numerator=1, denominator=9_999,
        )  # fmt: skip
        given = FigureAnswers(numerator=Decimal(1), denominator=Decimal(10_001))
        self.restate(stage, share, actor_of(cast.coordinator), answers=given)
        assert Restatement.objects.get().denominator == 10_001
        with pytest.raises(IncompleteError, match="stands already"):
            self.restate(stage, share, actor_of(cast.coordinator), answers=given, seen=1)

    def test_waits_for_the_earlier_return_to_be_submitted(
        self, coordinator: Client, stage: Stage, earlier: MeasureUpdate
    ) -> None:
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(
            state=ReturnState.OPEN,
            submitted_by=None,
            submitted_at=None,
            signed_off_by=None,
            signed_off_at=None,
            accepted_by=None,
            accepted_at=None,
        )
        assert coordinator.get(self.url(stage)).status_code == 409
        assert "Put right" not in page_of(coordinator, stage.measure_update)

    def test_ends_with_the_return(
        self,
        coordinator: Client,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        earlier: MeasureUpdate,
    ) -> None:
        close(stage)
        assert coordinator.get(self.url(stage)).status_code == 409
        with pytest.raises(WrongStateError):
            self.restate(stage, earlier, actor_of(cast.coordinator))

    def test_shows_what_somebody_else_put_right_first(
        self,
        coordinator: Client,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        earlier: MeasureUpdate,
    ) -> None:
        self.restate(stage, earlier, actor_of(cast.assistant))
        form = {"version": "0", "value": "6", "reason": "Three were."}
        response = coordinator.post(self.url(stage), form)
        assert response.status_code == 409
        page = response.content.decode()
        assert "7 events" in page
        assert "Three were." in page

    @pytest.mark.parametrize("quarter", ["2013-14-q3", "2013-14-q4", "2013-14-q1", "soon"])
    def test_knows_earlier_quarters_with_a_figure_alone(
        self, coordinator: Client, stage: Stage, earlier: MeasureUpdate, quarter: str
    ) -> None:
        url = self.url(stage).replace("2013-14-q2", quarter)
        assert coordinator.get(url).status_code == 404

    def test_takes_the_records_word_for_what_follows_it(
        self, coordinator: Client, stage: Stage, cast: Cast, earlier: MeasureUpdate
    ) -> None:
        measure = stage.measure_update.measure
        Measure.objects.filter(pk=measure.pk).update(collection=Collection.DERIVED)
        DerivedMeasure.objects.create(measure=measure, record_kind="event", counted="records")
        page = coordinator.get(self.url(stage)).content.decode()
        assert "The record now says" in page
        assert 'name="value"' not in page
        coordinator.post(self.url(stage), {"version": "0", "value": "50", "reason": "Late."})
        assert Restatement.objects.get().value == 0
