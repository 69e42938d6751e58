"""The next plan made from one: what goes on, merges, splits and ends, and how it is told."""

from typing import Any

import pytest
from django.test import Client

from csplan.audit.models import AuditEvent
from localities.models import Locality
from programme.choices import PlanState, SuccessionKind
from programme.models import (
    BusinessPlan,
    DerivedMeasure,
    MeasureSuccession,
    OutcomeSuccession,
    WorkItem,
    WorkItemSuccession,
)
from tests.conftest import Cast
from tests.factories import WorkItemFactory
from tests.programme.plans.making import Whole, whole_plan

pytestmark = pytest.mark.django_db
PEOPLE_WHO_MAY = ("national_team", "head", "administrator")
OTHERS = ("coordinator", "assistant", "sro", "nsg", "private_office", "auditor", "outsider")


@pytest.fixture
def whole(cast: Cast) -> Whole:
    made = whole_plan(PlanState.AGREED)
    WorkItemFactory.create(
        outcome=made.outcomes[0], locality=cast.own, serves=made.item, text="Talk in Leeds"
    )
    return made


@pytest.fixture
def national(client: Client, cast: Cast) -> Client:
    client.force_login(cast.national_team)
    return client


def choices(client: Client, whole: Whole, **changes: str) -> dict[str, Any]:
    """The first page as it opens, with some choices made otherwise."""
    form = client.get(whole.url("roll-forward/")).context["form"]
    opened = {name: form[name].value() for name in form.fields}
    return {**opened, "carries_local": "on", **changes}


def make(client: Client, whole: Whole, **changes: str) -> BusinessPlan:
    """The draft made with both pages sent."""
    sent = {**choices(client, whole), **changes, "details": "1"}
    answer = client.post(whole.url("roll-forward/"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return BusinessPlan.objects.get(state=PlanState.DRAFT)


def kind(line: Any, word: str, part: str = "kind") -> dict[str, str]:
    level = {"Outcome": "outcome", "WorkItem": "item", "Measure": "measure"}[type(line).__name__]
    return {f"{level}-{line.pk}-{part}": word}


class TestAccess:
    @pytest.mark.parametrize("who", PEOPLE_WHO_MAY)
    def test_is_for_those_who_start_plans(
        self, client: Client, cast: Cast, whole: Whole, who: str
    ) -> None:
        client.force_login(getattr(cast, who))
        assert client.get(whole.url("roll-forward/")).status_code == 200

    @pytest.mark.parametrize("who", OTHERS)
    def test_is_for_nobody_else(self, client: Client, cast: Cast, whole: Whole, who: str) -> None:
        client.force_login(getattr(cast, who))
        assert client.get(whole.url("roll-forward/")).status_code == 403
        assert client.post(whole.url("roll-forward/"), {}).status_code == 403
        assert BusinessPlan.objects.count() == 1

    def test_is_not_for_a_draft(self, national: Client) -> None:
        assert national.get(whole_plan().url("roll-forward/")).status_code == 409

    def test_happens_once(self, national: Client, whole: Whole) -> None:
        assert whole.url("roll-forward/") in national.get(whole.url()).content.decode()
        make(national, whole)
        assert whole.url("roll-forward/") not in national.get(whole.url()).content.decode()
        assert national.get(whole.url("roll-forward/")).status_code == 409
        assert national.post(whole.url("roll-forward/"), {}).status_code == 409


class TestPages:
    def test_open_with_everything_going_on(self, national: Client, whole: Whole) -> None:
        opened = choices(national, whole)
        assert opened["title"] == "Plan 2015/16"
        assert opened["first_year"] == opened["last_year"] == "2015/16"
        kinds = [value for name, value in opened.items() if name.endswith("-kind")]
        assert kinds == ["continued"] * 5

    def test_ask_only_what_the_choices_need(self, national: Client, whole: Whole) -> None:
        unity, skills = whole.outcomes
        sent = choices(national, whole, **kind(skills, "merged"), **kind(whole.item, "split"))

        page = national.post(whole.url("roll-forward/"), sent)

        words = page.content.decode()
        assert "1 continues, 1 is merged" in words
        assert f'name="outcome-{skills.pk}-target"' in words
        assert f'name="item-{whole.item.pk}-titles"' in words
        assert f'name="outcome-{unity.pk}-reason"' not in words
        assert BusinessPlan.objects.count() == 1

    def test_carry_the_first_answers_along(self, national: Client, whole: Whole) -> None:
        sent = choices(national, whole, title="The plan after")
        page = national.post(whole.url("roll-forward/"), sent).content.decode()
        assert '<input name="title" type="hidden" value="The plan after"' in page

    def test_say_what_is_missing(self, national: Client, whole: Whole) -> None:
        sent = choices(national, whole, **kind(whole.outcomes[1], "ended"))
        answer = national.post(whole.url("roll-forward/"), {**sent, "details": "1"})
        words = answer.content.decode()
        assert "Enter why “Skills” ends" in words
        assert "Select where “People trained” goes" in words
        assert BusinessPlan.objects.count() == 1

    def test_want_a_title_of_its_own(self, national: Client, whole: Whole) -> None:
        sent = choices(national, whole, title=whole.plan.title, first_year="2014/15")
        words = national.post(whole.url("roll-forward/"), sent).content.decode()
        assert "There is a plan with this title already" in words
        assert "The next plan must begin after this one" in words

    def test_refuse_choices_of_an_older_list(self, national: Client, whole: Whole) -> None:
        sent = choices(national, whole)
        WorkItemFactory.create(outcome=whole.outcomes[0], text="Added meanwhile", order=9)
        answer = national.post(whole.url("roll-forward/"), {**sent, "details": "1"})
        assert "Select what becomes of “Added meanwhile”" in answer.content.decode()
        assert BusinessPlan.objects.count() == 1


class TestDraft:
    def test_holds_what_goes_on(self, national: Client, whole: Whole) -> None:
        WorkItem.objects.filter(pk=whole.item.pk).update(stage="core")
        DerivedMeasure.objects.create(
            measure=whole.measures[0], record_kind="event", counted="records"
        )
        made = make(national, whole, title="Plan 2015 to 2017", last_year="2016/17")

        item = WorkItem.objects.get(outcome__plan=made, locality=None)
        measure = made.outcomes.get(order=1).measures.get()
        assert made.years_label == "2015/16 to 2016/17"
        assert made.group_plural == "themes"
        assert [str(each.group) for each in made.outcomes.all()] == ["1. People"] * 2
        assert (item.text, item.owner, item.stage) == ("Hold talks", "Team", "core")
        assert [move.to_stage for move in item.moves.all()] == ["core"]
        assert (measure.title, measure.target) == ("Talks held", whole.measures[0].target)
        assert measure.derivation.record_kind == "event"
        assert AuditEvent.objects.get(action="plan.rolled_forward").target_id == str(made.pk)

    def test_carries_local_items_that_serve_one(
        self, national: Client, whole: Whole, cast: Cast
    ) -> None:
        made = make(national, whole)
        local = WorkItem.objects.get(outcome__plan=made, locality=cast.own)
        assert local.text == "Talk in Leeds"
        assert local.serves == WorkItem.objects.get(outcome__plan=made, locality=None)
        assert local.precedents.get().kind == SuccessionKind.CONTINUED

    def test_carries_no_local_item_unasked(self, national: Client, whole: Whole) -> None:
        made = make(national, whole, carries_local="")
        assert not WorkItem.objects.filter(outcome__plan=made, locality__isnull=False).exists()

    def test_carries_none_of_a_locality_that_closed(
        self, national: Client, whole: Whole, cast: Cast
    ) -> None:
        Locality.objects.filter(pk=cast.own.pk).update(ends_on="2014-12-31")
        made = make(national, whole)
        assert not WorkItem.objects.filter(outcome__plan=made, locality__isnull=False).exists()

    def test_opens_with_the_review_as_last_years_offer(
        self, national: Client, whole: Whole
    ) -> None:
        whole.line.drafted_implications = "Drafted."
        whole.line.save()
        offer = make(national, whole).offers.get()
        assert (offer.text, offer.achievements) == ("We promised.", "We kept it.")
        assert offer.implications == "Drafted."

    def test_merges(self, national: Client, whole: Whole) -> None:
        unity, skills = whole.outcomes
        target = kind(skills, str(unity.pk), "target")
        made = make(national, whole, **kind(skills, "merged"), **target)

        (outcome,) = made.outcomes.all()
        kinds = {each.earlier: each.kind for each in outcome.precedents.all()}
        assert kinds == {unity: "continued", skills: "merged"}
        assert [each.title for each in outcome.measures.order_by("order")] == [
            "Talks held",
            "People trained",
        ]

    def test_splits(self, national: Client, whole: Whole) -> None:
        unity = whole.outcomes[0]
        made = make(
            national, whole, **kind(unity, "split"), **kind(unity, "Near\nFar", "titles"),
            **kind(whole.item, f"{unity.pk}.2", "place"),
            **kind(whole.measures[0], f"{unity.pk}.1", "place"),
        )  # fmt: skip

        near, far, skills = made.outcomes.order_by("order")
        assert (near.title, far.title, skills.title) == ("Near", "Far", "Skills")
        assert {each.later for each in unity.successions.all()} == {near, far}
        assert far.work_items.filter(locality=None).get().text == "Hold talks"
        assert near.measures.get().title == "Talks held"

    def test_ends_with_a_reason(self, national: Client, whole: Whole) -> None:
        skills, trained = whole.outcomes[1], whole.measures[1]
        made = make(
            national, whole, **kind(skills, "ended"), **kind(skills, "Done.", "reason"),
            **kind(trained, f"{whole.outcomes[0].pk}.1", "place"),
        )  # fmt: skip

        step = skills.successions.get()
        assert (step.kind, step.later, step.reason) == ("ended", None, "Done.")
        assert made.outcomes.get().measures.count() == 2
        assert MeasureSuccession.objects.get(earlier=trained).kind == "continued"


class TestLineage:
    def test_is_shown_from_both_ends(self, national: Client, whole: Whole) -> None:
        made = make(national, whole)
        for earlier, later in (
            (whole.outcomes[0], made.outcomes.get(order=1)),
            (whole.item, WorkItem.objects.get(outcome__plan=made, locality=None)),
        ):
            place = "outcomes" if earlier == whole.outcomes[0] else "items"
            new = f"/programme/plans/{made.slug}/{place}/{later.pk}/"
            old = whole.url(f"{place}/{earlier.pk}/")
            assert f'href="{new}"' in national.get(old).content.decode()
            assert f'href="{old}"' in national.get(new).content.decode()

    def test_has_a_page_for_the_whole_plan(self, national: Client, whole: Whole) -> None:
        made = make(national, whole)
        before = national.get(whole.url("lineage/")).content.decode()
        after = national.get(f"/programme/plans/{made.slug}/lineage/").content.decode()
        assert "What became of it</h2>" in before
        assert "Where it comes from</h2>" in after

    def test_shows_no_draft_to_those_who_may_not_see_it(
        self, client: Client, national: Client, whole: Whole, cast: Cast
    ) -> None:
        made = make(national, whole)
        national.get(f"/programme/plans/{made.slug}/")
        client.force_login(cast.nsg)
        for page in ("lineage/", f"outcomes/{whole.outcomes[0].pk}/"):
            assert "2015/16" not in client.get(whole.url(page)).content.decode()

    def test_follows_a_line_that_is_taken_out_of_the_draft(
        self, national: Client, whole: Whole
    ) -> None:
        made = make(national, whole, carries_local="")
        item = WorkItem.objects.get(outcome__plan=made, locality=None)

        national.post(f"/programme/plans/{made.slug}/items/{item.pk}/remove/")

        step = WorkItemSuccession.objects.get(earlier=whole.item)
        assert (step.kind, step.later) == (SuccessionKind.ENDED, None)
        assert OutcomeSuccession.objects.filter(kind=SuccessionKind.CONTINUED).count() == 2
