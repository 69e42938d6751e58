"""The lists of local items, milestones and moves: forms, files, and what they cost."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.core.tabular import csv_bytes, read_sheet
from csplan.core.worded_dates import DateKind
from localities.models import Locality
from programme.choices import PlanState, Stage
from programme.models import (
    BusinessPlan,
    Milestone,
    MilestoneUpdate,
    Rebaseline,
    StageMove,
    WorkItem,
)
from programme.rules.stages import Proposal
from programme.services.stages import move_stage
from tests.conftest import NOW, Cast
from tests.factories import MilestoneFactory, QuarterlyReturnFactory, ReportingPeriodFactory
from tests.programme.work.situations import Work, local_item

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
CountQueries = Callable[[int], AbstractContextManager[Any]]
LISTS = ("local-items", "milestones", "stages/moves")


def day(name: str, value: str) -> dict[str, str]:
    """A date as a browser posts it; an empty one when ``value`` is."""
    year, month, number = value.split("-") if value else ("", "", "")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def export(client: Client, work: Work, place: str, kind: str = "csv") -> Any:
    return client.get(f"{work.base}/{place}/export.{kind}").content


def upload(client: Client, work: Work, place: str, data: bytes) -> Any:
    file = SimpleUploadedFile("list.csv", data)
    return client.post(f"{work.base}/{place}/import/", {"file": file}, follow=True)


def confirm(client: Client, preview: Any) -> Any:
    address = preview.request["PATH_INFO"]
    return client.post(address, {"plan": preview.context["plan"].digest})


@pytest.fixture
def moved(work: Work, actor_of: Any, cast: Cast) -> StageMove:
    move = Proposal(Stage.INNOVATE, Stage.CORE, dt.date(2013, 11, 4), "It works.", "")
    return move_stage(item=work.own, move=move, actor=actor_of(cast.coordinator), at=NOW)


class TestFiles:
    @pytest.mark.parametrize("place", LISTS)
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_an_export_reads_back_to_no_change(
        self, client: Client, cast: Cast, work: Work, moved: StageMove, place: str, kind: str
    ) -> None:
        client.force_login(cast.national_team)
        plan = upload(client, work, place, export(client, work, place, kind)).context["plan"]
        assert plan.refused == []
        assert plan.writes == []
        assert plan.counts["Unchanged"] >= 1

    @pytest.mark.parametrize("place", LISTS)
    def test_an_export_reads_back_to_no_change_when_a_locality_has_ended(
        self, client: Client, cast: Cast, work: Work, moved: StageMove, place: str
    ) -> None:
        Locality.objects.filter(pk=cast.own.pk).update(ends_on=dt.date(2013, 12, 31))
        client.force_login(cast.national_team)

        plan = upload(client, work, place, export(client, work, place)).context["plan"]

        assert plan.refused == []
        assert plan.writes == []

    def test_a_file_adds_nothing_to_a_locality_that_has_ended(
        self, client: Client, cast: Cast, work: Work
    ) -> None:
        Locality.objects.filter(pk=cast.own.pk).update(ends_on=dt.date(2013, 12, 31))
        client.force_login(cast.national_team)
        for place in ("local-items", "milestones"):
            sheet = read_sheet(export(client, work, place))
            row = next(row for row in sheet.rows if "North West" in " ".join(row))
            new = dict(zip(sheet.headings, row, strict=True)) | {"Number": "7"}

            preview = upload(client, work, place, csv_bytes(sheet.headings, [[*new.values()]]))

            refused = preview.context["plan"].refused
            assert "North West ended on 31 December 2013" in str(refused[0].problems)

    def test_a_file_adds_local_items_with_their_stage(self, keeper: Client, work: Work) -> None:
        sheet = read_sheet(export(keeper, work, "local-items"))
        new = dict.fromkeys(sheet.headings, "") | {
            "What is to be done": "Start a reading group.", "Locality": "North West",
            "Objective": "1. Better together", "Number": "7", "Stage": "Embed",
            "Taken on by": "The library",
        }  # fmt: skip
        data = csv_bytes(sheet.headings, [list(new.values())])

        confirm(keeper, upload(keeper, work, "local-items", data))

        added = WorkItem.objects.get(order=7)
        assert (added.stage, added.moves.get().taken_on_by) == (Stage.EMBED, "The library")

    def test_a_file_cannot_change_a_stage(self, keeper: Client, work: Work) -> None:
        keeper.get(f"{work.base}/local-items/")
        data = export(keeper, work, "local-items").replace(b"Innovate", b"Embed")
        refused = upload(keeper, work, "local-items", data).context["plan"].refused
        assert "Record a move" in refused[0].problems[0].message

    def test_a_file_of_milestones_has_its_words_read(self, keeper: Client, work: Work) -> None:
        sheet = read_sheet(export(keeper, work, "milestones"))
        new = dict.fromkeys(sheet.headings, "") | {
            "Milestone": "Second event held",
            "Activity": "North West 1.1: Hold joint events in town.",
            "Number": "2", "Date, in words": "by end February 2014",
        }  # fmt: skip
        preview = upload(keeper, work, "milestones", csv_bytes(sheet.headings, [[*new.values()]]))

        shown = {one.field: one.yours for one in preview.context["plan"].writes[0].differences}
        assert shown["Latest day"] == "28 February 2014"
        confirm(keeper, preview)
        added = Milestone.objects.get(order=2)
        assert (added.date_latest, added.locality) == (dt.date(2014, 2, 28), work.own.locality)

    def test_a_file_that_moves_an_agreed_date_says_why(self, keeper: Client, work: Work) -> None:
        data = export(keeper, work, "milestones").replace(b"by end December", b"by end November")
        refused = upload(keeper, work, "milestones", data).context["plan"].refused
        assert refused[0].problems[0].heading == "Why the agreed date changed"

    def test_a_file_of_moves_may_hold_several_of_one_item(
        self, keeper: Client, work: Work, moved: StageMove
    ) -> None:
        sheet = read_sheet(export(keeper, work, "stages/moves"))
        name = "North West 1.1: Hold joint events in town."
        rows = [
            [name, "", "2013-12-02", "", "Embed", "Done.", "The library", ""],
            [name, "", "2013-12-20", "", "Innovate", "Undone.", "", ""],
        ]
        preview = upload(keeper, work, "stages/moves", csv_bytes(sheet.headings, rows))
        assert preview.context["plan"].refused == []
        confirm(keeper, preview)

        work.own.refresh_from_db()
        assert work.own.stage == Stage.INNOVATE
        assert list(StageMove.objects.values_list("from_stage", "to_stage")) == [
            ("innovate", "core"), ("core", "embed"), ("embed", "innovate"),
        ]  # fmt: skip

    def test_a_file_changes_no_move_that_was_recorded(
        self, keeper: Client, work: Work, moved: StageMove
    ) -> None:
        data = export(keeper, work, "stages/moves").replace(b"It works.", b"It did not.")
        refused = upload(keeper, work, "stages/moves", data).context["plan"].refused
        assert "stays as it is" in refused[0].problems[0].message


class TestCost:
    @pytest.mark.parametrize("place", LISTS)
    def test_is_the_same_at_any_size(
        self, keeper: Client, work: Work, cast: Cast, moved: StageMove, place: str,
        django_assert_num_queries: CountQueries,
    ) -> None:  # fmt: skip
        keeper.get(f"{work.base}/{place}/")
        counts = []
        for _ in range(2):
            with django_assert_num_queries(40, exact=False) as seen:  # type: ignore[call-arg]
                keeper.get(f"{work.base}/{place}/")
            counts.append(len(seen.captured_queries))
            for number in range(30):
                item = local_item(work.outcome, cast.own, text=f"More of it {number}.")
                MilestoneFactory.create(work_item=item, locality=cast.own)
                StageMove.objects.create(
                    work_item=item, to_stage=Stage.INNOVATE, moved_on=dt.date(2013, 5, 1),
                    reason="As planned", recorded_by=cast.coordinator, recorded_at=NOW,
                )  # fmt: skip
        assert counts[0] == counts[1] <= 14


class TestLocalItems:
    FORM = {"text": "Start a reading group.", "owner": "Librarian", "stage": "", "order": ""}

    def add(self, client: Client, work: Work, **values: Any) -> Any:
        form = {**self.FORM, "locality": work.own.locality_id, **values}
        return client.post(f"{work.base}/local-items/add/", form)

    def test_are_local_priorities_unless_they_take_something_up(
        self, keeper: Client, work: Work
    ) -> None:
        self.add(keeper, work, outcome=work.outcome.pk)
        self.add(keeper, work, serves=work.national.pk)

        priority, taken_up = WorkItem.objects.filter(owner="Librarian").order_by("order")
        assert (priority.serves, priority.order) == (None, 2)
        assert (taken_up.serves, taken_up.outcome) == (work.national, work.outcome)

    def test_start_with_a_move_to_the_stage_they_are_added_at(
        self, keeper: Client, work: Work
    ) -> None:
        self.add(keeper, work, outcome=work.outcome.pk, stage="core")

        move = StageMove.objects.get()
        assert (move.from_stage, move.to_stage, move.moved_on) == ("", "core", NOW.date())

    def test_ask_who_takes_on_what_is_embedded(self, keeper: Client, work: Work) -> None:
        page = self.add(keeper, work, outcome=work.outcome.pk, stage="embed")
        assert "Enter who takes it on" in page.content.decode()

    @pytest.mark.parametrize("other", ["locality", "outcome"])
    def test_stay_within_the_keepers_locality_and_the_plan(
        self, keeper: Client, work: Work, cast: Cast, other: str
    ) -> None:
        wrong = {"locality": cast.other.pk, "outcome": 10**6}[other]
        page = self.add(keeper, work, **{"outcome": work.outcome.pk, other: wrong})
        assert page.status_code == HTTPStatus.OK
        assert not WorkItem.objects.filter(owner="Librarian").exists()

    def test_are_removed_from_a_draft_with_their_first_stage(
        self, keeper: Client, work: Work
    ) -> None:
        BusinessPlan.objects.update(state=PlanState.DRAFT)
        self.add(keeper, work, outcome=work.outcome.pk, stage="core")
        added = WorkItem.objects.get(owner="Librarian")

        keeper.post(f"{work.base}/local-items/{added.pk}/remove/")

        assert not WorkItem.objects.filter(pk=added.pk).exists()

    def test_are_ended_and_not_removed_once_agreed(self, keeper: Client, work: Work) -> None:
        base = f"{work.base}/local-items/{work.own.pk}"
        assert keeper.post(f"{base}/remove/").status_code == HTTPStatus.FORBIDDEN
        keeper.post(f"{base}/end/", day("ends_on", "2014-01-10"))
        work.own.refresh_from_db()
        assert work.own.ends_on == NOW.date()


class TestMilestones:
    def form(self, work: Work, **values: str) -> dict[str, Any]:
        return {
            "work_item": work.own.pk, "title": "Second event held", "owner": "", "order": "",
            "date_phrase": "", "date_kind": "", "reason": "", "date_read": "",
            **day("date_earliest", ""), **day("date_latest", ""), **values,
        }  # fmt: skip

    def add(self, client: Client, work: Work, **values: str) -> Any:
        return client.post(f"{work.base}/milestones/add/", self.form(work, **values))

    def test_show_what_the_words_mean_before_anything_is_saved(
        self, keeper: Client, work: Work
    ) -> None:
        page = self.add(keeper, work, date_phrase="by end February 2014").content.decode()

        assert "no later than 28 February 2014" in page
        assert 'name="date_read" value="by end February 2014"' in page
        assert Milestone.objects.count() == 1

    def test_are_saved_once_the_reading_is_confirmed(self, keeper: Client, work: Work) -> None:
        self.add(
            keeper, work, date_phrase="by end February 2014", date_read="by end February 2014",
            date_kind="by_end", **day("date_latest", "2014-02-28"),
        )  # fmt: skip

        added = Milestone.objects.get(title="Second event held")
        assert added.baseline_on == added.date_latest == dt.date(2014, 2, 28)
        assert (added.date_precision, added.locality) == ("month", work.own.locality)

    def test_keep_the_days_that_were_put_right(self, keeper: Client, work: Work) -> None:
        self.add(
            keeper, work, date_phrase="by end February 2014", date_read="by end February 2014",
            date_kind="by_end", **day("date_latest", "2014-02-21"),
        )  # fmt: skip

        added = Milestone.objects.get(title="Second event held")
        assert (added.date_latest, added.date_precision) == (dt.date(2014, 2, 21), "day")

    def test_ask_again_about_other_words(self, keeper: Client, work: Work) -> None:
        page = self.add(
            keeper, work, date_phrase="by end March 2014", date_read="by end February 2014",
            date_kind="by_end", **day("date_latest", "2014-02-28"),
        ).content.decode()  # fmt: skip
        assert "no later than 31 March 2014" in page

    def test_say_when_the_words_cannot_be_read(self, keeper: Client, work: Work) -> None:
        page = self.add(keeper, work, date_phrase="in the spring").content.decode()
        assert "csplan cannot tell what “in the spring” means" in page
        again = self.add(keeper, work, date_phrase="in the spring", date_read="in the spring")
        assert "Select what kind of date it is" in again.content.decode()

    def test_stay_undated_without_words(self, keeper: Client, work: Work) -> None:
        self.add(keeper, work)
        added = Milestone.objects.get(title="Second event held")
        assert (added.date_kind, added.date_latest) == (DateKind.UNDATED, None)

    def test_are_asked_about_in_the_return_that_is_open(
        self, keeper: Client, work: Work, cast: Cast
    ) -> None:
        QuarterlyReturnFactory.create(period=ReportingPeriodFactory.create(), locality=cast.own)
        self.add(keeper, work)
        assert MilestoneUpdate.objects.get().milestone.title == "Second event held"


class TestAgreedDates:
    def change(self, client: Client, work: Work, **values: str) -> Any:
        address = f"{work.base}/milestones/{work.milestone.pk}/change/"
        seen = client.get(address).context["form"].drawn_from
        form = TestMilestones().form(work, title=work.milestone.title, order="1", seen=seen)
        stored = {
            "date_phrase": "by end December 2013", "date_kind": "by_end",
            **day("date_earliest", "2013-12-01"), **day("date_latest", "2013-12-31"),
        }  # fmt: skip
        return client.post(address, {**form, **stored, **values})

    def test_change_with_a_reason_and_stay_to_be_seen(self, keeper: Client, work: Work) -> None:
        new = "by end March 2014"
        confirmed = {"date_phrase": new, "date_read": new, **day("date_earliest", "")}
        self.change(
            keeper, work, **confirmed, **day("date_latest", "2014-03-31"),
            reason="The hall is closed.",
        )  # fmt: skip

        page = keeper.get(f"{work.base}/milestones/{work.milestone.pk}/").content.decode()
        assert Rebaseline.objects.get().to_phrase == new
        for words in ("31 December 2013", "31 March 2014", "The hall is closed."):
            assert words in page

    def test_do_not_change_without_one(self, keeper: Client, work: Work) -> None:
        page = self.change(keeper, work, **day("date_latest", "2014-01-31"))
        assert "Enter why the agreed date changes" in page.content.decode()
        assert not Rebaseline.objects.exists()

    def test_are_left_alone_by_other_changes(self, keeper: Client, work: Work) -> None:
        response = self.change(keeper, work, title="First joint event held")
        work.milestone.refresh_from_db()
        assert response.status_code == HTTPStatus.FOUND
        assert work.milestone.title == "First joint event held"
        assert not Rebaseline.objects.exists()

    def test_have_no_reason_when_they_stay(self, keeper: Client, work: Work) -> None:
        page = self.change(keeper, work, reason="No reason at all")
        assert "The date is as it was" in page.content.decode()

    def test_are_shown_with_the_former_ones_in_the_return(
        self, keeper: Client, work: Work, cast: Cast
    ) -> None:
        returned = QuarterlyReturnFactory.create(
            period=ReportingPeriodFactory.create(), locality=cast.own
        )
        MilestoneUpdate.objects.create(quarterly_return=returned, milestone=work.milestone)
        self.change(keeper, work, **day("date_latest", "2014-01-31"), reason="A late start.")

        address = f"/programme/returns/2013-14-q3/north-west/milestones/{work.milestone.pk}/"
        page = keeper.get(address).content.decode()
        assert "Agreed date: 31 January 2014" in page
        assert "Until 10 January 2014: 31 December 2013" in page
