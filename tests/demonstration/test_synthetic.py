"""A data set of any size."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from csplan.accounts.models import User
from csplan.demonstration.synthetic import SyntheticSize, load_synthetic
from localities.models import (
    FundingContribution,
    Headcount,
    Locality,
    LocalityMembership,
    Payment,
    Post,
    PostHolding,
    SteeringGroup,
)
from programme.choices import ReturnState
from programme.models import (
    BusinessPlan,
    CaseStudy,
    Event,
    Interchange,
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    PlannedValue,
    QuarterlyReturn,
    Redeployment,
    ReturnTransition,
    Saving,
    Visit,
)


@pytest.mark.django_db
class TestLoadSynthetic:
    def test_makes_exactly_what_is_asked_for(self) -> None:
        load_synthetic(localities=3, years=2, milestones=7, measures=6, quarters=3)
        returns = 3 * (4 + 3)
        assert Locality.objects.count() == 3
        assert BusinessPlan.objects.count() == 2
        assert Milestone.objects.count() == 3 * 2 * 7
        assert Measure.objects.count() == 2 * 6
        assert PlannedValue.objects.count() == 2 * 6 * 3 * 4
        assert QuarterlyReturn.objects.count() == returns
        assert MilestoneUpdate.objects.count() == returns * 7
        assert MeasureUpdate.objects.count() == returns * 6
        assert ReturnTransition.objects.count() == 3 * (returns - 1)

    def test_fills_the_organisation_and_the_record_of_delivery(self) -> None:
        load_synthetic(localities=3, milestones=20, measures=1, quarters=2)
        for kept in (LocalityMembership, Post, PostHolding, SteeringGroup):
            assert kept.objects.count() == 3
        assert Headcount.objects.count() == 3 * 10
        assert Payment.objects.count() == 2 * FundingContribution.objects.count() == 20
        assert Event.objects.count() == 3 * 2 * 2
        for logged in (Saving, Visit, CaseStudy, Redeployment, Interchange):
            assert logged.objects.count() == 3 * 2
        load_synthetic(localities=2, milestones=20, measures=1, quarters=2)
        assert Payment.objects.count() == 20
        assert Saving.objects.count() == 5 * 2

    def test_leaves_one_return_open_and_half_filled_in(self) -> None:
        data = load_synthetic(localities=2, milestones=10, measures=4)
        assert data.period.slug == "2013-14-q3"
        assert data.open_return.state == ReturnState.OPEN
        assert data.open_return.locality == data.locality
        assert data.open_return.milestone_updates.filter(version=0).count() == 5
        assert data.open_return.measure_updates.filter(version=0).count() == 2
        others = QuarterlyReturn.objects.exclude(pk=data.open_return.pk)
        assert set(others.values_list("state", flat=True)) == {ReturnState.ACCEPTED}

    def test_makes_the_quarter_before_ready_for_a_pack(self) -> None:
        data = load_synthetic(localities=2, milestones=4, measures=2)
        assert data.complete_period.slug == "2013-14-q2"
        states = QuarterlyReturn.objects.for_period(data.complete_period).values_list("state")
        assert set(states.distinct()) == {("accepted",)}

    def test_makes_the_same_every_time(self) -> None:
        first = load_synthetic(localities=1, milestones=12, measures=3)
        second = load_synthetic(localities=1, milestones=12, measures=3)
        fields = ("rating", "narrative", "forecast_on", "completed_on")
        rows = [
            list(data.complete_return.milestone_updates.order_by("pk").values_list(*fields))
            for data in (first, second)
        ]
        assert rows[0] == rows[1]

    def test_again_adds_more_localities_to_the_same_plan(self) -> None:
        load_synthetic(localities=2, milestones=3, measures=2)
        more = load_synthetic(localities=3, milestones=3, measures=2)
        assert more.locality.name == "Synthetic locality 003"
        assert more.return_count == 9
        assert (Locality.objects.count(), BusinessPlan.objects.count()) == (5, 1)

    def test_marks_everything_illustrative(self) -> None:
        load_synthetic(localities=1, milestones=3, measures=2)
        for model in (Locality, BusinessPlan, Milestone, Measure):
            assert not model.objects.filter(is_illustrative=False).exists()

    def test_makes_accounts_nobody_can_sign_in_with(self) -> None:
        data = load_synthetic(localities=1, milestones=1, measures=1)
        assert data.people.coordinator.grants.get().locality == data.locality
        assert not any(user.has_usable_password() for user in User.objects.all())

    @pytest.mark.parametrize("wrong", [{"localities": 0}, {"quarters": 1}, {"quarters": 5}])
    def test_refuses_sizes_that_make_no_sense(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ValueError, match=r"1 or more|2, 3 or 4"):
            SyntheticSize(**wrong)


class TestCommand:
    def test_says_what_it_added(self, db: None, demonstration_settings: Path) -> None:
        out = StringIO()
        call_command("load_synthetic", localities=2, milestones=3, measures=2, stdout=out)
        assert "Added 2 localities and 6 returns" in out.getvalue()

    def test_refuses_sizes_that_make_no_sense(
        self, db: None, demonstration_settings: Path
    ) -> None:
        with pytest.raises(CommandError, match="2, 3 or 4"):
            call_command("load_synthetic", quarters=9)
