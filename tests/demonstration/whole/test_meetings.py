"""The illustrative meetings of the National Steering Group."""

import pytest

from csplan.demonstration.history import cast
from csplan.demonstration.loading import DemonstrationSummary
from csplan.demonstration.meetings import meeting_deeds
from programme.choices_meetings import ActionState, Presence, SoughtState
from programme.models import Action, AgendaItem, Attendance, Decision, DecisionSought

pytestmark = pytest.mark.usefixtures("demonstration")


class TestMeetings:
    def test_show_what_was_sought_decided_and_set_once(
        self, demonstration: DemonstrationSummary
    ) -> None:
        states = {SoughtState.AWAITED, SoughtState.DECIDED}
        assert set(DecisionSought.objects.values_list("state", flat=True)) == states
        assert set(Action.objects.values_list("state", flat=True)) == {
            ActionState.OPEN, ActionState.DONE,
        }  # fmt: skip
        present = {Presence.PRESENT, Presence.DEPUTY, Presence.APOLOGIES}
        assert set(Attendance.objects.values_list("presence", flat=True)) == present
        for model in (DecisionSought, AgendaItem, Decision, Action):
            assert not model.objects.filter(is_illustrative=False).exists()
        assert meeting_deeds(demonstration.business_plan, cast()) == []
