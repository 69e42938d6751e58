"""The administration of plans and quarters."""

import datetime as dt

import pytest
from django.test import Client

from csplan.core.models import ReportingPeriod
from programme.models import BusinessPlan, Milestone
from tests.conftest import Cast, Stage
from tests.factories import MilestoneFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db
MOMENTS = {
    "opens_at_0": "2014-04-01", "opens_at_1": "00:00:00",
    "due_at_0": "2014-04-17", "due_at_1": "17:00:00",
    "closes_at_0": "2014-04-24", "closes_at_1": "23:59:59",
}  # fmt: skip


@pytest.fixture
def administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


class TestPeriods:
    def test_are_added_for_a_later_quarter(self, administrator: Client) -> None:
        page = "/administration/core/reportingperiod/add/"

        administrator.post(page, {"starts_on": "2014-01-01", **MOMENTS})

        period = ReportingPeriod.objects.get(starts_on=dt.date(2014, 1, 1))
        assert period.quarter.slug == "2013-14-q4"

    def test_refuse_a_day_that_starts_no_quarter(self, administrator: Client) -> None:
        page = "/administration/core/reportingperiod/add/"

        response = administrator.post(page, {"starts_on": "2014-02-01", **MOMENTS})

        assert "A period starts on 1 April, July, October or January" in response.content.decode()

    def test_are_locked_once_they_have_returns(self, administrator: Client, stage: Stage) -> None:
        page = f"/administration/core/reportingperiod/{stage.period.pk}/change/"

        assert administrator.post(page, {"starts_on": "2014-01-01", **MOMENTS}).status_code == 403

    def test_may_be_moved_before(self, administrator: Client) -> None:
        period = ReportingPeriodFactory.create()
        page = f"/administration/core/reportingperiod/{period.pk}/change/"

        administrator.post(page, {"starts_on": "2014-01-01", **MOMENTS})

        period.refresh_from_db()
        assert period.starts_on == dt.date(2014, 1, 1)


class TestPlans:
    def test_of_another_year_are_added(self, administrator: Client) -> None:
        administrator.post(
            "/administration/programme/businessplan/add/",
            {
                "title": "A later plan", "slug": "a-later-plan", "state": "draft",
                "first_year": 2014, "last_year": 2015,
            },
        )  # fmt: skip

        assert BusinessPlan.objects.get().years_label == "2014/15 to 2015/16"

    def test_show_every_table(self, administrator: Client, stage: Stage) -> None:
        MilestoneFactory.create()
        tables = ["businessplan", "outcome", "workitem", "offer", "milestone", "measure"]
        for table in [*tables, "plannedvalue"]:
            assert administrator.get(f"/administration/programme/{table}/").status_code == 200
        pk = Milestone.objects.first()
        assert pk is not None
        page = f"/administration/programme/milestone/{pk.pk}/change/"
        assert administrator.get(page).status_code == 200
