"""Illustrative progress and reviews of the transcribed objectives."""

import pytest

from csplan.demonstration.loading import DemonstrationSummary
from objectives.choices_progress import Attention
from objectives.models import MeasureProgress, MilestoneProgress, Rebaseline, Review
from objectives.selectors.progress import progress_page
from objectives.selectors.progress_lines import MeasureLine
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("demonstration")


class TestProgress:
    def test_covers_three_quarters_and_is_all_marked(
        self, demonstration: DemonstrationSummary
    ) -> None:
        for model in (MilestoneProgress, MeasureProgress, Rebaseline):
            assert not model._default_manager.filter(is_illustrative=False).exists()
        months = {row.on.strftime("%Y-%m") for row in MilestoneProgress.objects.all()}
        assert {"2012-10", "2013-01", "2013-04"} <= months

        page = progress_page(demonstration.objective_set, on=NOW.date())
        counts = dict(page.counts)
        assert counts[Attention.COMPLETE] > 20
        assert 0 < counts[Attention.OVERDUE] < 5
        depth_tests = [line for line in page.lines if line.item.reference == "M17"]
        assert len(depth_tests) == 4
        visits = next(line for line in page.lines if line.item.reference == "P6")
        assert isinstance(visits, MeasureLine)
        assert visits.computed is not None
        assert visits.computed.year.label == "2013/14"


class TestReviews:
    def test_one_is_completed_and_one_waits_for_the_office(self) -> None:
        states = dict(Review.objects.values_list("kind", "state"))
        assert states == {"mid-year": "completed", "end-of-year": "shared"}
        assert not Review.objects.filter(is_illustrative=False).exists()
