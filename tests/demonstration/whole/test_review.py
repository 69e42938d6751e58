"""The review of the illustrative year, drafted from its record."""

import pytest

from csplan.demonstration.loading import DemonstrationSummary
from csplan.demonstration.review import load_review
from programme.models import ReviewLine

pytestmark = pytest.mark.usefixtures("demonstration")


class TestReview:
    def test_has_a_drafted_line_for_each_outcome(self) -> None:
        lines = list(ReviewLine.objects.select_related("outcome"))
        assert [line.outcome.order for line in lines if line.outcome] == [1, 2, 3, 4, 5]
        assert all(line.drafted_achievements for line in lines)
        assert "£" in lines[-1].drafted_achievements

    def test_is_left_as_people_have_made_it(self, demonstration: DemonstrationSummary) -> None:
        ReviewLine.objects.filter(order=1).update(achievements="We met.", drafted_implications="")
        load_review(demonstration.business_plan)
        line = ReviewLine.objects.get(order=1)
        assert (line.achievements, line.drafted_implications) == ("We met.", "")
