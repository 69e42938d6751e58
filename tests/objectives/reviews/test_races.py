"""Two people, or one person twice, at the same moment."""

from collections.abc import Callable

import pytest

from objectives.models import MilestoneProgress, ReviewStep
from objectives.rules.reviews import Judgement
from objectives.services.judging import save_overall
from objectives.services.progress import report_milestone
from objectives.services.reviews import share
from tests.conftest import NOW, Cast
from tests.objectives.progress.stage import ON_TRACK, about
from tests.objectives.reviews.stage import Stage, actor, opened, written
from tests.programme.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return opened(cast)


def sharing(stage: Stage) -> Callable[[], None]:
    review, writer = stage.now(), stage.writer
    return lambda: share(review=review, version=review.version, actor=writer, at=NOW)


class TestAtOnce:
    def test_two_presses_share_a_review_once_and_no_save_slips_in_behind(
        self, stage: Stage
    ) -> None:
        written(stage)
        review, writer = stage.now(), stage.writer

        def saving() -> None:
            said = Judgement(3, "Written at the same moment.")
            save_overall(review=review, said=said, version=1, actor=writer, at=NOW)

        first, second, saved = at_once(sharing(stage), sharing(stage), saving)

        shared = [first, second].count("done")
        assert (shared, saved) in {(1, "wrong-state"), (0, "done")}
        steps = ReviewStep.objects.filter(action="shared")
        assert steps.count() == shared
        if shared:
            assert steps.get().content["overall"]["words"] == stage.now().words

    def test_of_two_reports_over_one_page_one_is_stale(self, stage: Stage, cast: Cast) -> None:
        office = actor(cast.private_office)

        def reporting() -> None:
            report_milestone(report=ON_TRACK, **about(stage.progress, office))

        assert sorted(at_once(reporting, reporting)) == ["done", "stale-version"]
        assert MilestoneProgress.objects.count() == 1
