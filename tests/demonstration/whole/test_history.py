"""The illustrative year as reported."""

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from csplan.accounts.models import RoleGrant
from csplan.audit.models import AuditEvent
from csplan.core.ratings import Rating, overall_rating, slip_in_days
from csplan.core.text import validate_narrative
from csplan.demonstration.accounts import user_for
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    Restatement,
    ReturnAuthor,
    ReturnTransition,
)
from programme.selectors import unanswered_count

pytestmark = pytest.mark.usefixtures("demonstration")

Q1, Q2, Q3 = dt.date(2013, 4, 1), dt.date(2013, 7, 1), dt.date(2013, 10, 1)
SATURDAY = 5


def return_of(locality: str, starts_on: dt.date) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(locality__slug=locality, period__starts_on=starts_on)


def actions(quarterly_return: QuarterlyReturn) -> list[str]:
    return [transition.action for transition in quarterly_return.transitions.all()]


class TestCompleteQuarters:
    @pytest.mark.parametrize("starts_on", [Q1, Q2])
    def test_every_locality_is_accepted_with_nothing_unanswered(self, starts_on: dt.date) -> None:
        returns = QuarterlyReturn.objects.filter(period__starts_on=starts_on)
        assert {one.state for one in returns} == {ReturnState.ACCEPTED}
        assert [unanswered_count(one) for one in returns] == [0] * 8

    def test_late_return_was_given_longer_and_used_it(self) -> None:
        late = return_of("east-midlands", Q2)
        assert late.is_extended
        assert late.submitted_at is not None
        assert late.period.closes_at < late.submitted_at < late.closes_at

    def test_another_was_submitted_after_it_was_due(self) -> None:
        overdue = return_of("london-south-east", Q2)
        assert overdue.submitted_at is not None
        assert overdue.period.due_at < overdue.submitted_at < overdue.period.closes_at

    def test_one_was_sent_back_by_its_sro_and_put_right(self) -> None:
        corrected = return_of("east-of-england", Q1)
        assert actions(corrected) == ["submit", "send_back", "submit", "sign_off", "accept"]
        savings = corrected.measure_updates.get(measure__unit="pounds")
        assert savings.value == 0
        assert savings.version == 2

    def test_one_was_sent_back_by_the_national_team_after_sign_off(self) -> None:
        corrected = return_of("south-west", Q2)
        sent_back = corrected.transitions.get(action=ReturnAction.SEND_BACK)
        assert sent_back.from_state == ReturnState.SIGNED_OFF
        assert sent_back.by == user_for("national-team")
        assert corrected.measure_updates.get(measure__unit="days").value == 28

    def test_one_was_withdrawn_and_submitted_again(self) -> None:
        assert actions(return_of("north-west", Q1))[:3] == ["submit", "withdraw", "submit"]


class TestOpenQuarter:
    def test_is_half_done_in_every_state(self) -> None:
        states = QuarterlyReturn.objects.filter(period__starts_on=Q3).values_list("state")
        assert Counter(state for (state,) in states) == {
            ReturnState.ACCEPTED: 1,
            ReturnState.SIGNED_OFF: 1,
            ReturnState.SUBMITTED: 2,
            ReturnState.OPEN: 4,
        }

    def test_one_return_has_not_been_started(self) -> None:
        untouched = return_of("london-south-east", Q3)
        assert (untouched.version, untouched.overview) == (0, "")
        assert not untouched.milestone_updates.filter(version__gt=0).exists()

    def test_one_is_sent_back_with_a_reason_and_waits(self) -> None:
        waiting = return_of("east-of-england", Q3)
        assert waiting.state == ReturnState.OPEN
        assert actions(waiting) == ["submit", "send_back"]
        reasons = [transition.reason for transition in waiting.transitions.all()]
        assert reasons[-1].startswith("Two points.")

    @pytest.mark.parametrize("locality", ["north-west", "east-midlands"])
    def test_two_are_partly_filled_in(self, locality: str) -> None:
        partial = return_of(locality, Q3)
        assert partial.state == ReturnState.OPEN
        assert partial.milestone_updates.filter(version=0).exists()
        assert partial.milestone_updates.filter(version=1).exists()
        assert partial.measure_updates.filter(version=0).exists()
        assert partial.overview == ""

    def test_one_puts_right_what_was_reported_the_quarter_before(self) -> None:
        restatement = Restatement.objects.get()
        assert restatement.restated_in == return_of("west-midlands", Q3)
        assert restatement.update is not None
        assert restatement.update.quarterly_return == return_of("west-midlands", Q2)
        assert restatement.previous_value == 27_340
        assert restatement.value == 27_290

    def test_nothing_is_later_than_the_demonstrations_day(self) -> None:
        latest = ReturnTransition.objects.order_by("-at").values_list("at", flat=True)[0]
        assert latest.date() < dt.date(2014, 1, 10)

    def test_milestones_completed_before_are_not_asked_about_again(self) -> None:
        done = MilestoneUpdate.objects.filter(
            rating=Rating.COMPLETE, quarterly_return__period__starts_on__lt=Q3
        )
        asked = MilestoneUpdate.objects.filter(
            quarterly_return__period__starts_on=Q3, milestone__in=done.values("milestone")
        )
        assert done.count() > 20
        assert not asked.exists()


class TestPeople:
    def test_each_step_is_taken_by_the_right_person(self) -> None:
        roles = {
            ReturnAction.SUBMIT: {"coordinator"},
            ReturnAction.WITHDRAW: {"coordinator"},
            ReturnAction.SIGN_OFF: {"sro"},
            ReturnAction.SEND_BACK: {"sro", "national_team"},
            ReturnAction.ACCEPT: {"national_team"},
        }
        for transition in ReturnTransition.objects.all():
            grants = RoleGrant.objects.filter(user=transition.by_id)
            held = set(grants.values_list("role", flat=True))
            assert held & roles[ReturnAction(transition.action)]

    def test_both_members_of_the_national_team_accept(self) -> None:
        accepters = set(
            ReturnTransition.objects.filter(action=ReturnAction.ACCEPT).values_list(
                "by__email", flat=True
            )
        )
        assert accepters == {
            "national-coordinator@csplan.example",
            "national-team@csplan.example",
        }

    def test_assistants_wrote_measures_in_their_own_cluster(self) -> None:
        authors = ReturnAuthor.objects.filter(user=user_for("southern.assistant-2"))
        clusters = authors.values_list("quarterly_return__locality__cluster__slug", flat=True)
        assert set(clusters) == {"southern"}

    def test_the_history_is_in_the_order_things_happened(self) -> None:
        programme = AuditEvent.objects.exclude(actor=None).order_by("pk")
        moments = list(programme.values_list("occurred_at", flat=True))
        assert moments == sorted(moments)
        assert len(moments) > 500


class TestProgress:
    def test_is_varied_in_every_quarter(self) -> None:
        for starts_on in (Q1, Q2, Q3):
            reported = MilestoneUpdate.objects.filter(
                quarterly_return__period__starts_on=starts_on, version__gt=0
            )
            assert set(reported.values_list("rating", flat=True)) == set(Rating.values)

    def test_some_recovered_from_off_track(self) -> None:
        bad = MilestoneUpdate.objects.filter(
            rating=Rating.OFF_TRACK, quarterly_return__period__starts_on=Q2
        )
        recovered = MilestoneUpdate.objects.filter(
            rating=Rating.COMPLETE,
            quarterly_return__period__starts_on=Q3,
            milestone__in=bad.values("milestone"),
        )
        assert recovered.count() >= 3

    def test_some_slipped_and_some_came_early(self) -> None:
        slips = [
            slip_in_days(baseline_on=one.milestone.baseline_on, expected_on=one.expected_on)
            for one in MilestoneUpdate.objects.select_related("milestone")
        ]
        known = [slip for slip in slips if slip is not None]
        assert max(known) > 30
        assert min(known) < -30

    def test_some_figures_are_missing_with_a_reason(self) -> None:
        missing = MeasureUpdate.objects.filter(version__gt=0, value=None)
        assert missing.count() == 4
        assert all(len(one.not_available_reason) > 60 for one in missing)

    def test_no_two_narratives_are_the_same(self) -> None:
        narratives = MilestoneUpdate.objects.exclude(narrative="").values_list(
            "narrative", flat=True
        )
        assert len(set(narratives)) == len(narratives) > 250

    def test_words_are_such_as_a_person_could_have_entered(self) -> None:
        for update in MilestoneUpdate.objects.exclude(narrative=""):
            for words in (update.narrative, update.path_to_green):
                try:
                    validate_narrative(words)
                except ValidationError as error:  # pragma: no cover
                    pytest.fail(f"{update}: {error.messages}")

    def test_nothing_was_completed_at_a_weekend(self) -> None:
        completed = MilestoneUpdate.objects.exclude(completed_on=None)
        assert all(one.completed_on.weekday() < SATURDAY for one in completed)  # type: ignore[union-attr]

    def test_every_outcome_of_a_locality_has_a_rating_in_complete_quarters(self) -> None:
        for quarterly_return in QuarterlyReturn.objects.filter(period__starts_on__in=(Q1, Q2)):
            updates = quarterly_return.milestone_updates.select_related("milestone__work_item")
            by_outcome: dict[int, list[str]] = {}
            for update in updates:
                outcome = update.milestone.work_item.outcome_id
                by_outcome.setdefault(outcome, []).append(update.rating)
            assert all(overall_rating(ratings) for ratings in by_outcome.values())
