"""The illustrative risks, stakeholders, communications and questions of impact."""

import datetime as dt

import pytest

from csplan.demonstration.engagement import engagement_deeds
from csplan.demonstration.history import cast
from csplan.demonstration.loading import DemonstrationSummary
from programme.choices_engagement import Approach, CommunicationState, Movement
from programme.models import (
    BusinessPlan,
    Communication,
    ImpactQuestion,
    Risk,
    RiskAssessment,
    Stakeholder,
)
from programme.selectors.risks import escalated_in_packs, moved, with_score_before

pytestmark = pytest.mark.usefixtures("demonstration")

TODAY = dt.date(2014, 1, 10)
SATURDAY = 5


class TestEngagement:
    def test_is_marked_illustrative(self) -> None:
        for model in (Risk, Stakeholder, Communication, ImpactQuestion):
            assert model._default_manager.exists()
            assert not model._default_manager.filter(is_illustrative=False).exists()

    def test_shows_every_way_a_risk_moves(self) -> None:
        risks = with_score_before(Risk.objects.all(), dt.date(2013, 12, 31))
        shown = {moved(risk).split(" ")[0] for risk in risks}
        assert shown == {label.split(" ")[0] for label in Movement.labels}

    def test_escalates_two_risks_one_of_them_in_the_second_quarters_pack(
        self, demonstration: DemonstrationSummary
    ) -> None:
        def shown(day: dt.date, since: dt.date) -> int:
            return len(escalated_in_packs([demonstration.business_plan], day=day, since=since))

        assert shown(dt.date(2013, 7, 24), dt.date(2013, 3, 31)) == 0
        assert shown(dt.date(2013, 10, 24), dt.date(2013, 6, 30)) == 2
        assert shown(TODAY, dt.date(2013, 9, 30)) == 2

    def test_was_judged_on_working_days_up_to_the_demonstrations(self) -> None:
        days = set(RiskAssessment.objects.values_list("assessed_on", flat=True))
        assert max(days) < TODAY
        assert all(day.weekday() < SATURDAY for day in days)

    def test_shows_every_approach_taken_and_state(self) -> None:
        approaches = {one.approach_taken for one in Stakeholder.objects.all()}
        assert approaches == set(Approach) - {Approach.MONITOR}
        states = {one.state_on(TODAY) for one in Communication.objects.all()}
        assert states == set(CommunicationState)

    def test_asks_two_questions_of_each_outcome(self, demonstration: DemonstrationSummary) -> None:
        plan: BusinessPlan = demonstration.business_plan
        for outcome in plan.outcomes.all():
            assert outcome.impact_questions.count() == 2

    def test_is_loaded_once(self, demonstration: DemonstrationSummary) -> None:
        assert engagement_deeds(demonstration.business_plan, cast()) == []
