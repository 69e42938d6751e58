"""Local plans, the mix of stages, and moving an item."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from csplan.core.tabular import read_sheet
from programme.choices import ReturnState, Stage
from programme.models import (
    BusinessPlan,
    MilestoneUpdate,
    QuarterlyReturn,
    StageMove,
    WorkItem,
)
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import MilestoneFactory, ReportingPeriodFactory, WorkItemFactory
from tests.programme.work.situations import Work, local_item

pytestmark = pytest.mark.django_db
CountQueries = Callable[..., AbstractContextManager[Any]]


def start(item: WorkItem, cast: Cast, stage: str, on: dt.date, was: str = "") -> None:
    StageMove.objects.create(
        work_item=item,
        from_stage=was,
        to_stage=stage,
        moved_on=on,
        reason="It was time.",
        taken_on_by="The library" if stage == Stage.EMBED else "",
        recorded_by=cast.coordinator,
        recorded_at=NOW,
    )


class TestLocalPlan:
    def test_shows_what_is_taken_up_and_what_is_not(
        self, keeper: Client, work: Work, cast: Cast
    ) -> None:
        WorkItemFactory.create(outcome=work.outcome, order=2, text="Share rooms.")
        priority = local_item(work.outcome, cast.own, text="Start a reading group.")

        page = keeper.get(f"{work.base}/local/north-west/").content.decode()

        assert "takes up 1 of 2 national activities, has 1 local priority and 1 milestone" in page
        assert "Not taken up" in page
        assert page.count("Take this up") == 1
        assert priority.text in page

    def test_offers_nothing_to_its_readers(self, client: Client, work: Work, cast: Cast) -> None:
        WorkItemFactory.create(outcome=work.outcome, order=2, text="Share rooms.")
        client.force_login(cast.other_coordinator)
        page = client.get(f"{work.base}/local/north-west/").content.decode()
        assert "Share rooms." in page
        assert "Take this up" not in page
        assert "Add a milestone" not in page

    def test_never_speaks_of_levels_the_plan_calls_otherwise(
        self, keeper: Client, work: Work
    ) -> None:
        for place in ("local/", "local/north-west/", "stages/", "local-items/add/"):
            page = keeper.get(f"{work.base}/{place}").content.decode()
            words = re.sub(r"<[^>]*>", " ", page.split("<main")[1]).lower()
            assert "work programme" not in words, place
            assert "outcome" not in words, place

    def test_shows_last_ratings_to_those_who_may_read_them(
        self, client: Client, work: Work, cast: Cast
    ) -> None:
        returned = accepted_return(
            ReportingPeriodFactory.create(), cast.own, cast=cast, at=NOW - dt.timedelta(days=1)
        )
        MilestoneUpdate.objects.create(
            quarterly_return=returned, milestone=work.milestone, rating="off_track",
            narrative="Late.", version=1,
        )  # fmt: skip
        address = f"{work.base}/local/north-west/"

        def shown_to(name: str) -> bool:
            client.force_login(getattr(cast, name))
            return "Off track" in client.get(address).content.decode()

        assert [shown_to(who) for who in ("coordinator", "head", "other_coordinator")] == [
            True, True, False,
        ]  # fmt: skip
        QuarterlyReturn.objects.update(state=ReturnState.PUBLISHED)
        assert shown_to("other_coordinator")

    def test_takes_a_national_item_up_with_one_press(self, keeper: Client, work: Work) -> None:
        more = WorkItemFactory.create(outcome=work.outcome, order=2, text="Share rooms.")
        address = f"{work.base}/local/north-west/take-up/{more.pk}/"

        first, second = keeper.post(address), keeper.post(address)

        made = WorkItem.objects.get(serves=more)
        assert first.headers["Location"] == f"{work.base}/local-items/{made.pk}/change/"
        assert second.status_code == HTTPStatus.CONFLICT

    def test_makes_as_many_queries_at_any_size(
        self, keeper: Client, work: Work, cast: Cast, django_assert_num_queries: CountQueries
    ) -> None:
        pages = (f"{work.base}/local/", f"{work.base}/local/north-west/", f"{work.base}/stages/")
        start(work.own, cast, Stage.INNOVATE, dt.date(2013, 4, 1))
        start(work.own, cast, Stage.CORE, dt.date(2013, 9, 1), was=Stage.INNOVATE)
        keeper.get(pages[0])
        counts = [query_counts(keeper, pages, django_assert_num_queries)]
        for number in range(20):
            item = local_item(work.outcome, cast.own, text=f"More of it {number}.")
            MilestoneFactory.create(work_item=item, locality=cast.own)
            start(item, cast, Stage.INNOVATE, dt.date(2013, 4, 1))
            start(item, cast, Stage.CORE, dt.date(2013, 9, 1), was=Stage.INNOVATE)
        counts.append(query_counts(keeper, pages, django_assert_num_queries))
        assert counts[0] == counts[1]
        assert max(counts[0]) <= 12


def query_counts(client: Client, pages: tuple[str, ...], counting: CountQueries) -> list[int]:
    found = []
    for page in pages:
        with counting(30, exact=False) as seen:
            client.get(page)
        found.append(len(seen.captured_queries))
    return found


class TestStages:
    @pytest.fixture(autouse=True)
    def moves(self, work: Work, cast: Cast) -> None:
        start(work.own, cast, Stage.INNOVATE, dt.date(2013, 4, 1))
        start(work.own, cast, Stage.EMBED, dt.date(2013, 9, 2), was=Stage.INNOVATE)
        start(work.other, cast, Stage.INNOVATE, dt.date(2013, 4, 1))
        WorkItem.objects.filter(pk=work.own.pk).update(stage=Stage.EMBED)

    def test_are_counted_on_the_day_and_at_the_start(self, keeper: Client, work: Work) -> None:
        page = keeper.get(f"{work.base}/stages/").content.decode()
        assert "were at: 1 innovate and 1 embed" in page
        assert "when the plan began: 2 innovate" in page
        assert "was 1" in page

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("on-day=1&on-month=9&on-year=2013", "were at: 2 innovate."),
            ("on-day=2&on-month=9&on-year=2013", "were at: 1 innovate and 1 embed"),
            ("on-day=1&on-month=1&on-year=2020", "must be today or in the past"),
            ("on-day=x&on-month=1&on-year=2014", "must be a real date"),
            (
                "on-day=10&on-month=1&on-year=2014&since-day=3&since-month=9&since-year=2013",
                "Nothing moved in this time",
            ),
        ],
    )
    def test_are_those_of_the_day_asked_for(
        self, keeper: Client, work: Work, query: str, words: str
    ) -> None:
        assert words in keeper.get(f"{work.base}/stages/?{query}").content.decode()

    def test_of_a_plan_that_has_not_begun_are_todays(self, keeper: Client, work: Work) -> None:
        BusinessPlan.objects.update(first_year=2014, last_year=2015)
        page = keeper.get(f"{work.base}/stages/").content.decode()
        assert "On 10 January 2014" in page
        assert "when the plan began" not in page

    def test_show_what_moved_why_and_to_whom(self, keeper: Client, work: Work) -> None:
        page = keeper.get(f"{work.base}/stages/").content.decode()
        assert "1 move, the latest first" in page
        assert "It was time." in page
        assert "The library" in page

    def test_are_exported(self, keeper: Client, work: Work) -> None:
        sheet = read_sheet(keeper.get(f"{work.base}/stages/export.csv").content)
        rows = {row[0]: row[1:6] for row in sheet.rows}
        assert rows["All localities"] == ("1", "0", "1", "0", "2")
        assert rows["National"] == ("0", "0", "0", "1", "1")

    def test_are_on_the_items_page(self, keeper: Client, work: Work) -> None:
        page = keeper.get(f"{work.base}/local-items/{work.own.pk}/").content.decode()
        assert "2 September 2013: Innovate → Embed" in page
        assert "Taken on by The library." in page


class TestMove:
    FORM = {"to_stage": "core", "reason": "Four offices ask for it.", "from_stage": "innovate",
            "moved_on-day": "10", "moved_on-month": "1", "moved_on-year": "2014",
            "taken_on_by": ""}  # fmt: skip

    def address(self, work: Work) -> str:
        return f"{work.base}/stages/items/{work.own.pk}/"

    def test_is_recorded_and_leads_back_to_the_item(self, keeper: Client, work: Work) -> None:
        response = keeper.post(self.address(work), self.FORM)
        work.own.refresh_from_db()
        assert response.headers["Location"] == f"{work.base}/local-items/{work.own.pk}/"
        assert work.own.stage == Stage.CORE

    def test_asks_who_takes_on_what_is_embedded(self, keeper: Client, work: Work) -> None:
        page = keeper.post(self.address(work), {**self.FORM, "to_stage": "embed"})
        assert "Enter who takes it on" in page.content.decode()
        assert not StageMove.objects.exists()

    def test_keeps_what_was_typed_when_somebody_moved_it_meanwhile(
        self, keeper: Client, work: Work
    ) -> None:
        keeper.post(self.address(work), self.FORM)
        late = {**self.FORM, "to_stage": "embed", "taken_on_by": "The library"}
        page = keeper.post(self.address(work), late)
        assert page.status_code == HTTPStatus.CONFLICT
        assert "The library" in page.content.decode()
        assert StageMove.objects.count() == 1

    def test_is_over_for_what_has_ended(self, keeper: Client, work: Work) -> None:
        WorkItem.objects.update(ends_on=dt.date(2013, 12, 31))
        assert keeper.get(self.address(work)).status_code == HTTPStatus.CONFLICT

    def test_is_over_in_a_closed_plan(self, keeper: Client, work: Work) -> None:
        BusinessPlan.objects.update(state="closed")
        assert keeper.post(self.address(work), self.FORM).status_code == HTTPStatus.FORBIDDEN
