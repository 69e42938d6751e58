"""The illustrative year in motion: stages, owners and one date that was changed."""

import datetime as dt
import re

import pytest

from csplan.audit.models import AuditEvent
from csplan.demonstration.files import read
from csplan.demonstration.history import cast
from csplan.demonstration.loading import DemonstrationSummary
from csplan.demonstration.stages import load_priorities, start_stages, work_deeds
from programme.choices import Stage
from programme.models import Milestone, Rebaseline, StageMove, WorkItem

pytestmark = pytest.mark.usefixtures("demonstration")


class TestStages:
    def test_leave_each_item_where_it_last_moved(self) -> None:
        staged = WorkItem.objects.exclude(stage="")
        assert staged.count() > 70
        for item in staged:
            assert item.stage == item.moves.latest("moved_on", "pk").to_stage

    def test_started_with_the_plan(self) -> None:
        starts = StageMove.objects.filter(from_stage="")
        assert set(starts.values_list("moved_on", flat=True)) == {dt.date(2013, 4, 1)}
        assert starts.count() == WorkItem.objects.exclude(stage="").count()

    def test_moved_on_and_back(self) -> None:
        moves = StageMove.objects.exclude(from_stage="")
        assert moves.count() == len(read("year/work")["moves"]) >= 12
        assert moves.filter(from_stage=Stage.CORE, to_stage=Stage.INNOVATE).exists()
        assert moves.filter(to_stage=Stage.EMBED).exclude(taken_on_by="").count() == 3

    def test_are_marked_illustrative(self) -> None:
        assert not StageMove.objects.filter(is_illustrative=False).exists()

    def test_leave_the_published_items_without_one(self) -> None:
        assert not WorkItem.objects.filter(locality=None).exclude(stage="").exists()


class TestOwners:
    def test_are_posts(self) -> None:
        local = WorkItem.objects.filter(locality__isnull=False)
        for owner in {*local.values_list("owner", flat=True), *owners()}:
            assert re.search("co-ordinator|[Cc]hair| lead ", owner)


def owners() -> set[str]:
    return set(Milestone.objects.values_list("owner", flat=True))


class TestRebaseline:
    def test_keeps_both_dates_and_why(self) -> None:
        (changed,) = Rebaseline.objects.all()
        assert (changed.from_on, changed.to_on) == (dt.date(2014, 2, 28), dt.date(2014, 3, 31))
        assert changed.milestone.date_phrase == changed.to_phrase == "by end March 2014"
        assert AuditEvent.objects.filter(action="milestone.rebaselined").count() == 1


class TestLoadingAgain:
    def test_tells_nothing_twice(self, demonstration: DemonstrationSummary) -> None:
        before = StageMove.objects.count(), WorkItem.objects.count()
        load_priorities(demonstration.business_plan)
        start_stages(demonstration.business_plan)
        assert work_deeds(demonstration.business_plan, cast()) == []
        assert (StageMove.objects.count(), WorkItem.objects.count()) == before
