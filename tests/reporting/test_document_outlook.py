"""The heat map's movement, the dates that slip, what is to come, and figures put right."""

import datetime as dt
import re
from typing import Any

import pytest

from localities.models import Meeting, SteeringGroup
from reporting.document.heat_map.view import heat_movement
from reporting.document.pages import render_html
from tests.conftest import Stage
from tests.factories import ReportingPeriodFactory
from tests.programme.engagement import things
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of
from tests.reporting.test_document_snapshot import Words

Snapshot = dict[str, Any]


def section(snapshot: Snapshot, key: str) -> str:
    """The HTML of one section."""
    html = render_html(snapshot)
    start = html.index(f'id="{key}"')
    return html[start : html.find('<section class="pack-part"', start)]


def text_of(html: str) -> str:
    return " ".join(" ".join(Words(html).text).split())


class TestHeatMap:
    @pytest.mark.parametrize(
        ("before", "now", "words"),
        [
            ("on_track", "on_track", ""),
            ("on_track", "off_track", "↓ Worse, was on track"),
            ("off_track", "at_risk", "↑ Better, was off track"),
            ("at_risk", "", "Was at risk"),
            ("", "on_track", "Was no report"),
            ("", None, ""),
        ],
    )
    def test_says_how_a_cell_moved(self, before: str, now: str | None, words: str) -> None:
        assert heat_movement(before, now) == words

    def test_says_it_in_words_and_counts_it(self) -> None:
        html = section(pack(), "heat-map")

        worse, better = html.count(">↓ Worse, was "), html.count(">↑ Better, was ")
        assert worse
        assert f"{worse} got worse and {better or 'none'} better" in text_of(html)
        assert re.search(r'aria-label="[^"]+: Off track, worse, was on track"', html)

    def test_says_nothing_of_movement_where_nothing_was_before(self) -> None:
        snapshot = pack()
        for milestone in snapshot["milestones"]:
            milestone["reports"] = milestone["reports"][1:]

        html = section(snapshot, "heat-map")
        assert "got worse" not in html
        assert "was no report" not in html.lower()


class TestSlippage:
    def test_draws_and_lists_the_furthest_first(self) -> None:
        html = section(pack(), "slippage")

        slips = [int(days) for days in re.findall(r"<td>(\d+) days later</td>", html)]
        assert slips == sorted(slips, reverse=True)
        assert html.count("<tr><td") == 15
        assert html.count('fill="#ffffff" stroke="#0b4a55"') == html.count("<tr><td") + 1
        assert re.search(r"<svg[^>]*><title>Chart of 15 milestones", html)
        assert "style=" not in html
        text = text_of(html)
        assert "20 milestones are expected later than planned, the furthest by 81 days." in text
        assert "5 others slip by 2 weeks or less." in text

    def test_leaves_a_short_list_short_and_says_when_nothing_slips(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, silent=())
        (milestone,) = snapshot["milestones"]
        milestone["reports"][1] |= {"forecast_on": "2013-04-29", "completed_on": None}
        assert "1 milestone is expected later than planned, by 1 day." in text_of(
            section(snapshot, "slippage")
        )

        milestone["reports"][1]["forecast_on"] = milestone["baseline_on"]
        html = section(snapshot, "slippage")
        assert "No milestone that is still to come is expected later than planned." in html
        assert "<svg" not in html


COMING: Snapshot = {
    "meetings": [{"id": 1, "on": "2013-11-07", "group": "National Steering Group"}],
    "returns": [{"quarter": "2013-14-q3", "due_at": "2014-01-17T17:00:00+00:00"}],
    "visits": [
        {
            "id": 1, "on": "2014-01-09", "locality": "north-west", "locality_name": "North West",
            "shows": "Shared services", "is_illustrative": True,
        }
    ],
    "communications": [],
    "is_illustrative": True,
}  # fmt: skip


class TestForward:
    def test_tells_of_two_quarters_day_by_day(self) -> None:
        html = section(pack() | {"forward": COMING}, "forward")

        text = text_of(html)
        third, fourth = text.split("Quarter 4 2013/14 (January to March 2014)", 1)
        assert "7 November 2013 National Steering Group Meeting –" in third
        assert "15 November 2013 Departments withdraw" in third
        assert "9 January 2014 Head of the Civil Service: Shared services Visit" in fourth
        assert fourth.index("9 January 2014") < fourth.index("17 January 2014")
        assert '<a href="#locality-north-west">North West</a>' in html
        assert re.search(r"\d+ milestones are due, \d+ of them at risk or off track", third)

    def test_names_a_milestone_in_the_quarter_it_is_expected(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, silent=()) | {"forward": COMING}
        (milestone,) = snapshot["milestones"]
        milestone["reports"][1] |= {"forecast_on": "2014-02-03", "rating": "at_risk"}

        text = text_of(section(snapshot, "forward"))

        assert f"3 February 2014 {milestone['title']} North West" in text
        assert "No milestone is due." in text
        assert "1 milestone is due, 1 of them at risk or off track." in text

    def test_is_not_in_packs_that_were_frozen_without_it(self) -> None:
        assert 'id="forward"' not in render_html(pack())


@pytest.mark.django_db
class TestSnapshot:
    def test_holds_what_is_planned_for_the_two_quarters_after(self, stage: Stage) -> None:
        group = SteeringGroup.objects.filter(locality__isnull=True).first()
        group = group or SteeringGroup.objects.create(name="National Steering Group")
        for day in ("2013-12-31", "2014-01-01", "2014-06-30", "2014-07-01"):
            Meeting.objects.create(group=group, day=day)
        things.communication(stage.outcome.plan, planned_on=dt.date(2014, 2, 3))
        ReportingPeriodFactory.create(quarter=stage.period.quarter.next)

        forward = snapshot_of(stage.period)["forward"]

        assert [row["on"] for row in forward["meetings"]] == ["2014-01-01", "2014-06-30"]
        assert [row["on"] for row in forward["communications"]] == ["2014-02-03"]
        assert {row["quarter"] for row in forward["returns"]} == {"2013-14-q3", "2013-14-q4"}


class TestReturns:
    def test_names_each_figure_that_was_put_right(self) -> None:
        snapshot = pack(silent=())
        figure = snapshot["measures"][1]["reports"][0]
        figure["value"] = "14"
        figure["restated"] = [
            {"previous": None, "reason": "Found.", "quarter": "2013-14-q2"},
            {"previous": "12", "reason": "Counted twice.", "quarter": "2013-14-q2"},
        ]

        text = text_of(section(snapshot, "returns"))

        assert "Received late: London and South East. Not received: none." in text
        assert "North West Quarter 1 2013/14 Not available 12 events Found." in text
        assert "North West Quarter 1 2013/14 12 events 14 events Counted twice." in text

    def test_says_when_no_figure_was_put_right(self) -> None:
        assert "No figure of the year has been put right" in section(pack(), "returns")
