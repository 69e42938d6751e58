"""What each page costs, equal at 30 and at 300 milestones, and what a save costs."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from csplan.accounts.models import User
from csplan.core.periods import Quarter
from programme.choices import ReturnState
from programme.models import MeasureUpdate, Milestone, MilestoneUpdate, QuarterlyReturn
from tests.conftest import Cast, Stage
from tests.factories import LocalityFactory, MeasureFactory, ReportingPeriodFactory
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, answer_everything, put_in

pytestmark = pytest.mark.each_database

SMALL, LARGE = 30, 300
MANAGES_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def add_milestones(stage: Stage, count: int) -> None:
    """``count`` more milestones in this quarter's return and in last quarter's."""
    item = stage.milestone_update.milestone.work_item
    start = 100 + item.milestones.count()
    milestones = Milestone.objects.bulk_create(
        Milestone(
            work_item=item,
            locality=stage.own.locality,
            order=start + number,
            title=f"Another milestone {number}",
        )
        for number in range(count)
    )
    MilestoneUpdate.objects.bulk_create(
        MilestoneUpdate(quarterly_return=quarterly_return, milestone=milestone)
        for quarterly_return in (stage.own, stage.previous)
        for milestone in milestones
    )


def statements(call: Callable[[], object]) -> list[str]:
    """The statements a request sends, without those that only frame its transactions."""
    with CaptureQueriesContext(connection) as queries:
        call()
    sent = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in sent if not sql.startswith(MANAGES_TRANSACTIONS)]


def cost(client: Client, url: str) -> int:
    def read() -> None:
        assert client.get(url).status_code == 200

    return len(statements(read))


def as_person(client: Client, user: User) -> Client:
    """Signed in, with the session's own first write behind them."""
    client.force_login(user)
    client.get("/programme/plans/")
    return client


PAGES = {
    "": ("coordinator", ReturnState.OPEN, 10),
    "check/": ("coordinator", ReturnState.OPEN, 16),
    "overview/": ("coordinator", ReturnState.OPEN, 10),
    "history/": ("coordinator", ReturnState.OPEN, 10),
    "sign-off/": ("sro", ReturnState.SUBMITTED, 22),
    "accept/": ("national_team", ReturnState.SIGNED_OFF, 22),
    "send-back/": ("sro", ReturnState.SUBMITTED, 12),
}


class TestReturnPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_cost_the_same_for_ten_times_the_milestones(
        self, client: Client, stage: Stage, cast: Cast, path: str
    ) -> None:
        person, state, most = PAGES[path]
        put_in(state, stage, cast)
        # Somebody has written in it.
        type(stage.own).objects.update(version=F("version") + 1)
        as_person(client, getattr(cast, person))
        add_milestones(stage, SMALL)
        small = cost(client, RETURN_URL + path)
        add_milestones(stage, LARGE - SMALL)
        assert cost(client, RETURN_URL + path) == small <= most

    def test_milestone_form_costs_the_same_for_ten_times_the_milestones(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        url = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
        as_person(client, cast.coordinator)
        add_milestones(stage, SMALL)
        small = cost(client, url)
        add_milestones(stage, LARGE - SMALL)
        assert cost(client, url) == small <= 14

    def test_measure_form_costs_the_same_for_ten_times_the_measures(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        url = f"{RETURN_URL}measures/{stage.measure_update.measure_id}/"
        as_person(client, cast.coordinator)
        small = cost(client, url)
        for order in range(100, 130):
            measure = MeasureFactory.create(outcome=stage.outcome, order=order)
            MeasureUpdate.objects.create(quarterly_return=stage.own, measure=measure)
        assert cost(client, url) == small <= 12


class TestNationalPages:
    def test_return_list_costs_the_same_for_ten_times_the_localities(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.head)
        url = "/programme/returns/2013-14-q3/"
        add_localities(stage, 10)
        small = cost(client, url)
        add_localities(stage, 90)
        assert cost(client, url) == small <= 12

    def test_period_list_costs_the_same_for_more_years(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.head)
        small = cost(client, "/programme/returns/")
        for year in range(2000, 2010):
            slug = f"{year}-{(year + 1) % 100:02d}-q1"
            ReportingPeriodFactory.create(quarter=Quarter.parse(slug))
        assert cost(client, "/programme/returns/") == small <= 10

    def test_plan_costs_the_same_for_more_items(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.nsg)
        url = f"/programme/plans/{stage.outcome.plan.slug}/"
        small = cost(client, url)
        for order in range(100, 130):
            MeasureFactory.create(outcome=stage.outcome, order=order)
        assert cost(client, url) == small <= 10


class TestSaving:
    def test_a_save_costs_seven_statements_and_the_next_one_six(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        """Session, person with grants, update with its return, hold, write, author, event."""
        as_person(client, cast.coordinator)
        url = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
        following = f"milestone-{stage.second_milestone_update.milestone_id}"

        def save(version: str) -> None:
            form = {**AT_RISK_FORM, "version": version, "next": following}
            assert client.post(url, form).status_code == 302

        assert len(statements(lambda: save("0"))) == 7
        assert len(statements(lambda: save("1"))) == 6

    def test_a_save_costs_the_same_for_ten_times_the_milestones(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.coordinator)
        url = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
        client.post(url, AT_RISK_FORM)
        second, third = ({**AT_RISK_FORM, "version": version} for version in ("1", "2"))
        small = len(statements(lambda: client.post(url, second)))
        add_milestones(stage, LARGE)
        assert len(statements(lambda: client.post(url, third))) == small

    def test_a_submission_costs_the_same_for_ten_times_the_milestones(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.coordinator)
        add_milestones(stage, LARGE)
        answer_everything(stage.own)
        assert len(statements(lambda: client.post(f"{RETURN_URL}submit/", {"version": 0}))) <= 17


def add_localities(stage: Stage, count: int) -> None:
    QuarterlyReturn.objects.bulk_create(
        QuarterlyReturn(
            period=stage.period,
            locality=LocalityFactory.create(),
            closes_at=stage.period.closes_at,
        )
        for _ in range(count)
    )
