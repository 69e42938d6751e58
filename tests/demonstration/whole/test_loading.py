"""Loading again duplicates nothing and destroys nothing."""

import datetime as dt

from pytest_django import DjangoAssertNumQueries

from csplan.accounts.models import User
from csplan.demonstration.accounts import actor_with_key
from csplan.demonstration.loading import DemonstrationSummary, load_demonstration
from csplan.demonstration.synthetic import load_synthetic
from localities.models import FundingContribution, Locality
from programme.models import MilestoneUpdate, PlannedValue, QuarterlyReturn
from programme.rules.returns import MilestoneAnswers
from programme.services import save_milestone
from tests.demonstration.tables import counts

QUERIES_OF_A_SECOND_LOAD = 1_000


class TestLoadDemonstration:
    def test_tells_what_it_loaded(self, demonstration: DemonstrationSummary) -> None:
        assert demonstration.locality_count == 8
        assert demonstration.milestone_count == 103
        assert demonstration.measure_count == 8
        assert demonstration.return_count == demonstration.returns_added == 24
        assert demonstration.accounts_added == User.objects.count() == 35

    def test_again_asks_little_and_leaves_every_table_as_people_have_made_it(
        self,
        demonstration: DemonstrationSummary,
        now: dt.datetime,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        update = enter_something(now)
        change_something()
        before = counts()

        with django_assert_max_num_queries(QUERIES_OF_A_SECOND_LOAD):
            again = load_demonstration(at=now)

        assert counts() == before
        assert (again.returns_added, again.accounts_added) == (0, 0)
        update.refresh_from_db()
        assert (update.version, update.narrative) == (1, "Our own words.")
        assert Locality.objects.get(slug="north-west").name == "North West of England"
        changed = FundingContribution.objects.get(department__abbreviation="MOD")
        assert changed.amount_pence == 5
        assert not PlannedValue.objects.exclude(value=7).exists()


def enter_something(now: dt.datetime) -> MilestoneUpdate:
    """As a co-ordinator does."""
    update = MilestoneUpdate.objects.filter(
        quarterly_return__locality__slug="north-west", version=0
    )[0]
    save_milestone(
        update=update,
        answers=MilestoneAnswers(
            rating="on_track", forecast_on=dt.date(2014, 2, 14), narrative="Our own words."
        ),
        version=0,
        actor=actor_with_key("north-west.coordinator", on=now.date()),
        at=now,
    )
    return update


def change_something() -> None:
    """As an administrator does."""
    Locality.objects.filter(slug="north-west").update(name="North West of England")
    FundingContribution.objects.filter(department__abbreviation="MOD").update(amount_pence=5)
    PlannedValue.objects.update(value=7)


class TestLoadSynthetic:
    def test_stands_beside_the_demonstration_without_touching_it(
        self, demonstration: DemonstrationSummary
    ) -> None:
        own = QuarterlyReturn.objects.filter(locality__is_illustrative=False)
        before = list(own.order_by("pk").values_list("pk", "state", "version"))
        data = load_synthetic(localities=2, milestones=5, measures=2)
        assert list(own.order_by("pk").values_list("pk", "state", "version")) == before
        assert data.period.returns.count() == 8 + 2
