"""A pack on two plans that cover the same year."""

import re
from typing import Any

import pytest

from csplan.core.models import ReportingPeriod
from csplan.core.printing.checking import check_pdf
from programme.models import BusinessPlan, Outcome, OutcomeGroup
from reporting.document.pages import render_html
from tests.conftest import Cast
from tests.factories import (
    BusinessPlanFactory,
    MeasureFactory,
    MilestoneFactory,
    OutcomeFactory,
    WorkItemFactory,
)
from tests.printing import printed_here
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of


@pytest.fixture
def snapshot(closed_period: ReportingPeriod, cast: Cast) -> dict[str, Any]:
    """Of a plan begun last year and this year's, each with a first outcome; and a second."""
    earlier = BusinessPlanFactory.create(
        title="Skills plan",
        first_year=2012,
        group_singular="theme",
        group_plural="themes",
        outcome_singular="objective",
        outcome_plural="objectives",
    )
    theme = OutcomeGroup.objects.create(plan=earlier, order=1, title="People")
    for order in (2, 1):
        outcome = OutcomeFactory.create(
            plan=earlier, order=order, title=f"Skills {order}", group=theme
        )
        MeasureFactory.create(outcome=outcome, title=f"Measure of skills {order}")
        item = WorkItemFactory.create(outcome=outcome, locality=cast.own)
        MilestoneFactory.create(work_item=item, locality=cast.own, title=f"Course {order}")
    return snapshot_of(closed_period)


class TestAPackOnTwoPlans:
    def test_gives_each_outcome_a_place_of_its_own(self, snapshot: dict[str, Any]) -> None:
        page = render_html(snapshot)

        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(set(ids)) == sorted(ids)
        assert {f"outcome-{pk}" for pk in Outcome.objects.values_list("pk", flat=True)} < set(ids)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)

    def test_says_whose_outcome_each_is(self, snapshot: dict[str, Any]) -> None:
        page, plan = render_html(snapshot), snapshot["plans"][-1]["title"]

        assert "<h3>Objective 1 of Skills plan: Skills 1</h3>" in page
        assert f"<h3>Business outcome 1 of {plan}: A more unified Civil Service</h3>" in page
        assert '<span class="pack-quiet">Skills plan</span></th>' in page

    def test_speaks_of_each_level_as_its_plan_does(self, snapshot: dict[str, Any]) -> None:
        page = render_html(snapshot)

        assert '<p class="pack-quiet">Theme: People</p>' in page
        assert "The plan has no measure for this outcome." not in page
        assert "<h3>Objective 1 of Skills plan: Skills 1</h3>" in page
        assert "<h2>Localities by outcome</h2>" in page

    def test_tells_one_plan_before_the_next(self, snapshot: dict[str, Any]) -> None:
        titles = [outcome["title"] for outcome in snapshot["outcomes"]]
        own = [row["title"] for row in snapshot["milestones"]]

        assert titles == ["Skills 1", "Skills 2", "A more unified Civil Service"]
        assert own[:2] == ["Course 1", "Course 2"]
        assert [row["title"] for row in snapshot["measures"]] == [
            "Measure of skills 1",
            "Measure of skills 2",
        ]

    def test_can_be_printed(self, snapshot: dict[str, Any]) -> None:
        check_pdf(printed_here(render_html(snapshot)))


class TestAPackOnOnePlan:
    def test_speaks_of_the_plans_own_level_throughout(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        BusinessPlan.objects.update(outcome_singular="goal", outcome_plural="goals")
        page = render_html(snapshot_of(closed_period))

        assert "<h2>Localities by goal</h2>" in page
        assert "<h2>Progress by goal</h2>" in page
        assert "<h3>Goal 1: A more unified Civil Service</h3>" in page
        words = re.sub(r"<[^>]+>", " ", page[page.index("<body") :])
        assert "outcome" not in words

    def test_made_before_plans_named_their_levels_is_read_as_it_was(self) -> None:
        old = pack(localities=1, milestones_each=4, measures=4)
        assert "outcome_singular" not in old["plans"][0]
        page = render_html(old)

        assert "<h2>Progress by outcome</h2>" in page
        assert "Theme" not in page

    def test_does_not_name_the_plan_beside_each_outcome(self) -> None:
        page = render_html(pack(localities=1, milestones_each=4, measures=4))

        assert "<h3>Outcome 1: " in page
        assert "Outcome 1 of" not in page
