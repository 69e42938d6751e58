"""A trajectory typed, spread, saved, and refused when somebody else was quicker."""

from typing import Any

import pytest
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from programme.choices import PlanState
from programme.models import BusinessPlan, PlannedValue, YearTarget
from tests.conftest import Cast
from tests.factories import (
    LocalityFactory,
    MeasureFactory,
    MilestoneFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
)
from tests.programme.measures.situations import Framed, both, framed
from tests.programme.test_queries import cost

pytestmark = pytest.mark.each_database


@pytest.fixture
def found(cast: Cast) -> Framed:
    return framed(*both(cast))


@pytest.fixture
def national(client: Client, cast: Cast) -> Client:
    client.force_login(cast.national_team)
    return client


def address(found: Framed, name: str = "events") -> str:
    return found.url(f"trajectories/{found.measures[name].pk}/2013-14/")


def sent(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What the browser would send: the page's own boxes, then ``changes``."""
    form = client.get(url).context["form"]
    shown = {field.html_name: field.value() or "" for field in form}
    return {**shown, "do": "save", **changes}


def planned(found: Framed, name: str = "events") -> dict[tuple[str, int], float]:
    rows = PlannedValue.objects.filter(measure=found.measures[name]).select_related(
        "locality", "period"
    )
    return {
        (row.locality.name if row.locality else "", row.period.quarter.number): float(row.value)
        for row in rows
    }


class TestTyping:
    def test_saves_what_was_typed_and_tells_the_history(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        form = sent(national, url, **{f"v-{cast.own.pk}-1": "3", f"v-{cast.other.pk}-4": "5"})
        page = national.post(url, form, follow=True).content.decode()
        assert planned(found) == {("North West", 1): 3, ("South West", 4): 5}
        assert "2 values changed" in page
        event = AuditEvent.objects.get(action="measure.planned")
        assert event.after == {
            "North West, Quarter 1 2013/14": "3 events",
            "South West, Quarter 4 2013/14": "5 events",
        }
        history = national.get(found.url(f"measures/{found.measures['events'].pk}/"))
        assert "North West, Quarter 1 2013/14: 3 events" in history.content.decode()

    def test_says_when_it_does_not_come_to_the_target(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        page = national.post(url, sent(national, url, **{f"v-{cast.own.pk}-1": "3"}), follow=True)
        words = "The year adds up to 3 events: 5 events less than the target of 8 events"
        assert words in page.content.decode()
        assert words in national.get(found.url("trajectories/")).content.decode()

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("events", "1.5", "North West, Quarter 1 2013/14: The figure must be a whole number"),
            ("events", "many", "North West, Quarter 1 2013/14 must be a number"),
            ("share", "101", "The figure must be 100 or less"),
            ("lead", "2", "select yes or no"),
        ],
    )
    def test_says_which_box_is_wrong(
        self, national: Client, cast: Cast, found: Framed, name: str, value: str, message: str
    ) -> None:
        url = address(found, name)
        form = sent(national, url, **{f"v-{cast.own.pk}-1": value})
        assert message in national.post(url, form).content.decode()
        assert not PlannedValue.objects.exists()

    def test_clears_a_box_of_a_draft_only(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url, box = address(found), f"v-{cast.own.pk}-1"
        national.post(url, sent(national, url, **{box: "3"}))
        BusinessPlan.objects.update(state=PlanState.AGREED)
        page = national.post(url, sent(national, url, **{box: ""})).content.decode()
        assert "can be changed but not left empty" in page
        assert national.post(url, sent(national, url, **{box: "0"})).status_code == 302
        BusinessPlan.objects.update(state=PlanState.DRAFT)
        national.post(url, sent(national, url, **{box: ""}))
        assert planned(found) == {}

    def test_of_a_national_measure_has_one_row(self, national: Client, found: Framed) -> None:
        url = address(found, "placements")
        national.post(url, sent(national, url, **{"v-0-2": "6"}))
        assert planned(found, "placements") == {("", 2): 6}

    def test_waits_for_quarters_with_dates(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        ReportingPeriod.objects.exclude(pk=found.periods[0].pk).delete()
        page = national.get(address(found)).content.decode()
        assert "3 quarters have no dates yet" in page
        assert "Make the quarters of this plan" in page


class TestSpreading:
    @pytest.mark.parametrize(
        ("do", "weights", "rows"),
        [
            ("even", {}, [["1", "1", "1", "1"], ["1", "1", "1", "1"]]),
            ("profile", {"w-1": "0", "w-2": "0", "w-3": "25", "w-4": "75"},
             [["0", "0", "1", "3"], ["0", "0", "1", "3"]]),
        ],
    )  # fmt: skip
    def test_fills_the_boxes_and_saves_nothing(
        self,
        national: Client,
        found: Framed,
        do: str,
        weights: dict[str, str],
        rows: list[list[str]],
    ) -> None:
        url = address(found)
        response = national.post(url, sent(national, url, do=do, **weights))
        form = response.context["form"]
        boxes = [[box.value() for _, box in row.boxes] for row in form.shown_rows]
        assert boxes == rows
        assert "Nothing is saved yet" in response.content.decode()
        assert not PlannedValue.objects.exists()

    def test_leaves_out_a_locality_without_weight(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        form = sent(national, url, do="even", **{f"s-{cast.other.pk}": ""})
        boxes = national.post(url, form).context["form"].shown_rows
        assert [box.value() for _, box in boxes[0].boxes] == ["2", "2", "2", "2"]
        assert [box.value() for _, box in boxes[1].boxes] == ["", "", "", ""]

    def test_then_saves_to_the_target(self, national: Client, found: Framed) -> None:
        for name in ("events", "people", "share", "lead"):
            url = address(found, name)
            spread = national.post(url, sent(national, url, do="even")).context["form"]
            shown = {field.html_name: field.value() or "" for field in spread}
            assert national.post(url, {**shown, "do": "save"}).status_code == 302
        lines = national.get(found.url("trajectories/")).context["lines"]
        states = {line.measure.title: line.state for line in lines}
        assert {states[title] for title in ("Events", "People", "Share", "Lead")} == {
            "Comes to the target"
        }
        assert states["Interval"] == "Nothing planned"

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"w-1": "-1"}, "Weight of Quarter 1 2013/14 must be 0 or more"),
            ({f"w-{n}": "0" for n in range(1, 5)}, "Give at least one of them a weight above 0"),
        ],
    )
    def test_refuses_weights_that_share_nothing_out(
        self, national: Client, found: Framed, changes: dict[str, str], message: str
    ) -> None:
        url = address(found)
        page = national.post(url, sent(national, url, do="profile", **changes))
        assert message in page.content.decode()

    def test_offers_nothing_to_spread_without_a_target(
        self, national: Client, found: Framed
    ) -> None:
        url = address(found, "interval")
        assert "Spread evenly" not in national.get(url).content.decode()
        page = national.post(url, sent(national, url, do="even")).content.decode()
        assert "There is no target for this year to spread" in page


class TestConflict:
    def test_shows_both_and_keeps_what_was_typed(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url, box = address(found), f"v-{cast.own.pk}-1"
        mine = sent(national, url, **{box: "3"})
        national.post(url, sent(national, url, **{box: "4"}))
        response = national.post(url, mine)
        assert response.status_code == 409
        (difference,) = response.context["differences"]
        assert (difference.theirs, difference.yours) == ("4 events", "3 events")
        again = {field.html_name: field.value() or "" for field in response.context["form"]}
        assert national.post(url, {**again, "do": "save"}).status_code == 302
        assert planned(found) == {("North West", 1): 3}

    def test_asks_nothing_after_a_double_click(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        form = sent(national, url, **{f"v-{cast.own.pk}-1": "3"})
        assert [national.post(url, form).status_code for _ in range(2)] == [302, 302]
        assert AuditEvent.objects.filter(action="measure.planned").count() == 1


class TestReading:
    def test_gives_figures_without_boxes_to_those_who_may_not_change_them(
        self, client: Client, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        national.post(url, sent(national, url, **{f"v-{cast.own.pk}-1": "3"}))
        client.force_login(cast.coordinator)
        page = client.get(url).content.decode()
        assert "Spread evenly" not in page
        assert ">3<" in page

    @pytest.mark.parametrize(
        ("name", "typed", "words"), [("events", "1234", "1,234"), ("lead", "1", "yes")]
    )
    def test_gives_figures_in_words(
        self, client: Client, national: Client, cast: Cast, found: Framed,
        name: str, typed: str, words: str,
    ) -> None:  # fmt: skip
        url = address(found, name)
        box = next(box for box in sent(national, url) if box.startswith("v-"))
        national.post(url, sent(national, url, **{box: typed}))
        client.force_login(cast.coordinator)
        assert f">{words}<" in client.get(url).content.decode()

    def test_lists_only_localities_with_work_in_the_plan(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        LocalityFactory.create(name="Elsewhere")
        assert "Elsewhere" not in national.get(address(found)).content.decode()

    def test_gives_each_year_of_a_plan_its_own_grid(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        BusinessPlan.objects.update(last_year=2014)
        events = found.measures["events"]
        YearTarget.objects.create(measure=events, year_start=2014, target=12)
        for quarter in FinancialYear(2014).quarters:
            ReportingPeriodFactory.create(quarter=quarter)
        later = address(found).replace("2013-14", "2014-15")
        spread = national.post(later, sent(national, later, do="even")).context["form"]
        shown = {field.html_name: field.value() or "" for field in spread}
        assert national.post(later, {**shown, "do": "save"}).status_code == 302
        lines = national.get(found.url("trajectories/")).context["lines"]
        states = [(line.year.label, line.state) for line in lines if line.measure == events]
        assert states == [("2013/14", "Nothing planned"), ("2014/15", "Comes to the target")]
        assert later in national.get(address(found)).content.decode()
        page = national.get(found.url("appendix-1/")).content.decode()
        assert "Target 2013/14: 8 events<br>Target 2014/15: 12 events" in page
        assert "Quarter 1 2014/15: 3" in page

    @pytest.mark.parametrize("year", ["2012-13", "2014-15", "soon"])
    def test_knows_the_plans_own_years_alone(
        self, national: Client, found: Framed, year: str
    ) -> None:
        url = found.url(f"trajectories/{found.measures['events'].pk}/{year}/")
        assert national.get(url).status_code == 404

    def test_prints_every_measure_under_its_outcome(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        url = address(found)
        national.post(url, sent(national, url, **{f"v-{cast.own.pk}-1": "3"}))
        page = national.get(found.url("appendix-1/")).content.decode()
        for words in (
            "1. Unity", "Events", "Quarter 1: 3", "Target: 8 events", "Within 10 days to 16 days",
            "Satisfied, out of: Asked", "The national team reports it",
            "On track up to 5% short of plan, at risk up to 15%, then off track.",
        ):  # fmt: skip
            assert words in page

    @pytest.mark.parametrize("rest", ["trajectories/", "appendix-1/"])
    def test_costs_the_same_at_any_size(self, national: Client, found: Framed, rest: str) -> None:
        national.get("/programme/plans/")
        small = cost(national, found.url(rest))
        for order in range(10, 40):
            MeasureFactory.create(outcome=found.outcome, order=order)
        assert cost(national, found.url(rest)) == small <= 12

    def test_grid_costs_the_same_at_any_size(self, national: Client, found: Framed) -> None:
        national.get("/programme/plans/")
        small = cost(national, address(found))
        for order in range(10, 40):
            place = LocalityFactory.create()
            item = WorkItemFactory.create(outcome=found.outcome, locality=place, order=order)
            MilestoneFactory.create(work_item=item, locality=place)
        assert cost(national, address(found)) == small <= 14
