"""The lists of a plan: who reads and keeps them, and that files go out and come back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.core.tabular import csv_bytes, read_sheet
from programme.choices import PlanState, Stage
from programme.models import BusinessPlan, Outcome, WorkItem
from tests.conftest import Cast
from tests.factories import OutcomeFactory, WorkItemFactory
from tests.programme.plans.making import LISTS, Whole, send_file, whole_plan

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[Any]]

PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "former_coordinator",
    "national_team", "head", "nsg", "private_office", "administrator", "auditor", "outsider",
)  # fmt: skip
SEE_DRAFTS = frozenset(
    {"coordinator", "assistant", "sro", "other_coordinator", "national_team", "head",
     "administrator", "auditor"}
)  # fmt: skip
KEEPERS = {
    PlanState.DRAFT: {"national_team", "head", "administrator"},
    PlanState.AGREED: {"national_team", "head"},
    PlanState.CLOSED: set[str](),
}
READ = ("", "export.csv", "{pk}/")
KEPT = ("add/", "import/", "import/template.ods", "{pk}/change/")
ITEM_HEADINGS = [
    "What is to be done", "Objective", "Number", "Owner", "Stage", "Taken on by", "Last day",
]  # fmt: skip
every_list = pytest.mark.parametrize("place", LISTS)


@pytest.fixture
def keeper(client: Client, cast: Cast) -> Client:
    client.force_login(cast.national_team)
    return client


def expected(who: str, state: str, *, keeps: bool) -> int:
    if state == PlanState.DRAFT and who not in SEE_DRAFTS:
        return 404
    return 200 if not keeps or who in KEEPERS[PlanState(state)] else 403


class TestAccess:
    @pytest.mark.parametrize("state", PlanState.values)
    @every_list
    def test_hangs_on_the_role_and_on_how_far_the_plan_is(
        self, client: Client, cast: Cast, place: str, state: str
    ) -> None:
        whole = whole_plan(state)
        pk = whole.record(place).pk
        for who in PEOPLE:
            client.force_login(getattr(cast, who))
            for page in READ + KEPT:
                url = whole.url(f"{place}/{page.format(pk=pk)}")
                wanted = expected(who, state, keeps=page in KEPT)
                assert client.get(url).status_code == wanted, (who, url)

    @every_list
    def test_sends_everybody_else_to_sign_in(self, client: Client, place: str) -> None:
        assert client.get(whole_plan().url(f"{place}/")).status_code == 302

    def test_of_groups_is_there_only_where_the_plan_has_them(self, keeper: Client) -> None:
        whole = whole_plan(group_singular="", group_plural="")
        assert keeper.get(whole.url("groups/")).status_code == 404

    @every_list
    def test_shows_no_line_of_another_plan(self, keeper: Client, place: str) -> None:
        whole = whole_plan()
        other = whole_plan(
            title="Plan 2015/16", slug="plan-2015-16", first_year=2015, last_year=2015
        )
        assert keeper.get(whole.url(f"{place}/{other.record(place).pk}/")).status_code == 404

    def test_shows_drafted_words_to_those_who_read_every_return(
        self, client: Client, cast: Cast
    ) -> None:
        whole = whole_plan(PlanState.AGREED)
        whole.line.drafted_achievements = "Nobody else reads this"
        whole.line.save()
        for who in PEOPLE:
            client.force_login(getattr(cast, who))
            reads = who in {"national_team", "head", "auditor"}
            for page in ("review/", "review/lines/export.csv", f"review/lines/{whole.line.pk}/"):
                words = client.get(whole.url(page)).content.decode()
                assert ("Nobody else reads this" in words) is reads, (who, page)


@pytest.mark.each_database
class TestFiles:
    @every_list
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_an_export_comes_back_without_a_change(
        self, keeper: Client, place: str, kind: str
    ) -> None:
        whole = whole_plan()
        whole.record(place)
        url = whole.url(f"{place}/")
        data = keeper.get(f"{url}export.{kind}").content

        plan = send_file(keeper, url, data).context["plan"]

        assert [row.problems for row in plan.refused] == []
        assert set(plan.counts) == {"Unchanged"}
        assert len(plan.rows) == len(read_sheet(data).rows) > 0

    def test_a_list_of_plans_comes_back_without_a_change(self, keeper: Client) -> None:
        whole_plan()
        data = keeper.get("/programme/plans/export.ods").content
        plan = send_file(keeper, "/programme/plans/", data).context["plan"]
        assert set(plan.counts) == {"Unchanged"}

    def test_a_plan_is_built_from_files_alone(self, keeper: Client) -> None:
        take(
            keeper, "/programme/plans/",
            ["Plan", "First year", "Last year", "Upper level, one", "Upper level, several",
             "Middle level, one", "Middle level, several", "Lower level, one",
             "Lower level, several", "What it is for", "Notes"],
            ("Scotland 2014 to 2016", "2014/15", "2015/16", "theme", "themes", "objective",
             "objectives", "activity", "activities", "To serve", None),
        )  # fmt: skip
        plan = BusinessPlan.objects.get()
        url = f"/programme/plans/{plan.slug}/"
        take(keeper, f"{url}groups/", ["Name", "Number", "What it is about"], ("People", 1, None))
        take(
            keeper, f"{url}outcomes/", ["Short name", "Number", "Theme", "In full"],
            ("Unity", 1, "1. People", "One service"), ("Skills", 2, "1. People", "Learn"),
        )  # fmt: skip
        take(
            keeper, f"{url}items/",
            ITEM_HEADINGS,
            ("Hold talks", "1. Unity", 1, "Team", "Innovate", None, None),
        )  # fmt: skip
        take(
            keeper, f"{url}offers/",
            ["What was offered", "Number", "Achievements", "Implications"],
            ("We will talk", 1, "We did", "More of it"),
        )  # fmt: skip

        item = WorkItem.objects.get(outcome__plan=plan)
        assert (item.text, item.stage, item.outcome.title) == ("Hold talks", "innovate", "Unity")
        assert plan.years_label == "2014/15 to 2015/16"
        assert plan.offers.get().achievements == "We did"

    def test_an_item_of_another_plan_cannot_be_named(self, keeper: Client) -> None:
        whole = whole_plan()
        OutcomeFactory.create(order=7, title="Elsewhere")
        row = ("Hold talks", "7. Elsewhere", 1, None, None, None, None)
        preview = send_file(keeper, whole.url("items/"), csv_bytes(ITEM_HEADINGS, [row]))
        (refused,) = preview.context["plan"].refused
        assert "is not one of the choices" in refused.problems[0].message


class TestLines:
    def test_take_the_next_free_number(self, keeper: Client) -> None:
        whole = whole_plan()
        OutcomeFactory.create(plan=whole.plan, order=7)

        keeper.post(whole.url("outcomes/add/"), {"title": "Savings", "text": "Save", "order": ""})

        assert Outcome.objects.get(title="Savings").order == 8

    def test_are_refused_a_number_that_is_taken(self, keeper: Client) -> None:
        whole = whole_plan()
        form = {"title": "Savings", "text": "Save", "order": "2"}
        answer = keeper.post(whole.url("outcomes/add/"), form)
        assert "2 is taken: the next free number is 3" in answer.content.decode()

    def test_keep_their_stage_when_they_are_changed(self, keeper: Client) -> None:
        whole = whole_plan()
        WorkItem.objects.update(stage=Stage.CORE)
        url = whole.url(f"items/{whole.item.pk}/change/")
        page = keeper.get(url)
        seen = page.context["form"].drawn_from
        form = {
            "outcome": whole.outcomes[0].pk, "text": "Hold more talks", "order": 1, "owner": "",
            "stage": "core", "seen": seen,
        }  # fmt: skip

        refused = keeper.post(url, {**form, "stage": "embed"})
        assert "Record a move on its page" in refused.content.decode()

        keeper.post(url, form)
        whole.item.refresh_from_db()
        assert (whole.item.text, whole.item.stage) == ("Hold more talks", Stage.CORE)

    def test_are_taken_out_of_a_draft_and_stay_in_the_history(self, keeper: Client) -> None:
        whole = whole_plan()
        keeper.post(whole.url(f"items/{whole.item.pk}/remove/"))
        assert not WorkItem.objects.exists()
        event = AuditEvent.objects.get(action="workitem.removed")
        assert event.before["text"] == "Hold talks"

    def test_that_something_refers_to_stay(self, keeper: Client) -> None:
        whole = whole_plan()
        url = whole.url(f"outcomes/{whole.outcomes[0].pk}/remove/")
        assert keeper.post(url).status_code == 409

    @pytest.mark.parametrize("place", ["groups", "outcomes", "items", "offers"])
    def test_of_an_agreed_plan_are_not_removed(self, keeper: Client, place: str) -> None:
        whole = whole_plan(PlanState.AGREED)
        url = whole.url(f"{place}/{whole.record(place).pk}/remove/")
        assert keeper.post(url).status_code == 403

    def test_of_an_agreed_plan_are_ended(self, keeper: Client) -> None:
        whole = whole_plan(PlanState.AGREED)
        form = {"ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2014"}
        keeper.post(whole.url(f"items/{whole.item.pk}/end/"), form)
        whole.item.refresh_from_db()
        assert str(whole.item.ends_on) == "2014-12-31"

    def test_are_not_saved_once_the_plan_has_closed_meanwhile(self, keeper: Client) -> None:
        whole = whole_plan(PlanState.AGREED)
        BusinessPlan.objects.update(state=PlanState.CLOSED)
        form = {"title": "Late", "text": "Late"}
        assert keeper.post(whole.url("outcomes/add/"), form).status_code == 403


class TestWords:
    def test_are_the_plans_own(self, keeper: Client) -> None:
        whole = whole_plan()
        for page in ("", "outcomes/", "outcomes/add/", "items/", "items/add/", "groups/",
                     "roll-forward/", "review/", "lineage/"):  # fmt: skip
            words = keeper.get(whole.url(page)).content.decode()
            main = words[words.index("<main") : words.index("</main>")]
            assert "business outcome" not in main.lower(), page
            assert "work programme" not in main.lower(), page


@pytest.mark.each_database
class TestQueries:
    @pytest.mark.parametrize(
        ("place", "count"), [("groups", 6), ("outcomes", 6), ("items", 6), ("offers", 5)]
    )
    @pytest.mark.parametrize("size", [1, 40])
    def test_a_list_makes_the_same_at_any_size(
        self, keeper: Client, django_assert_num_queries: CountQueries,
        place: str, count: int, size: int,
    ) -> None:  # fmt: skip
        whole = whole_plan()
        _fill(whole, size)
        keeper.get(whole.url(f"{place}/"))
        with django_assert_num_queries(count):
            keeper.get(whole.url(f"{place}/"))

    @pytest.mark.parametrize("size", [1, 40])
    def test_a_plan_makes_the_same_at_any_size(
        self, keeper: Client, django_assert_num_queries: CountQueries, size: int
    ) -> None:
        whole = whole_plan()
        _fill(whole, size)
        keeper.get(whole.url())
        with django_assert_num_queries(11):
            keeper.get(whole.url())


def _fill(whole: Whole, size: int) -> None:
    for number in range(10, 10 + size):
        outcome = OutcomeFactory.create(plan=whole.plan, order=number, group=whole.group)
        WorkItemFactory.create(outcome=outcome)


def take(client: Client, url: str, headings: list[str], *rows: tuple[Any, ...]) -> None:
    """Import the rows and confirm."""
    preview = send_file(client, url, csv_bytes(headings, rows))
    assert "plan" in preview.context, preview.content.decode()
    plan = preview.context["plan"]
    assert not plan.refused, [row.problems for row in plan.refused]
    assert client.post(preview.request["PATH_INFO"], {"plan": plan.digest}).status_code == 302


@pytest.mark.each_database
class TestLongFiles:
    def test_cost_no_more_for_each_row_than_its_own_event(
        self, keeper: Client, django_assert_max_num_queries: CountQueries
    ) -> None:
        whole = whole_plan()
        rows = [(f"Outcome {number}", number, "1. People", "Words") for number in range(10, 110)]
        headings = ["Short name", "Number", "Theme", "In full"]
        preview = send_file(keeper, whole.url("outcomes/"), csv_bytes(headings, rows))
        plan = preview.context["plan"]
        with django_assert_max_num_queries(40):
            keeper.post(preview.request["PATH_INFO"], {"plan": plan.digest})
        assert whole.plan.outcomes.count() == 102
