"""A plan agreed, taken back and closed, and the plan's own page."""

from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import PlanState, ReturnState
from programme.models import BusinessPlan, Measure, PlanTransition
from programme.services.plans import agree_plan, close_plan, make_quarters, take_back_plan
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import (
    MeasureUpdateFactory,
    PlannedValueFactory,
    QuarterlyReturnFactory,
)
from tests.programme.plans.making import Whole, dated, send_file, whole_plan

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
THE_YEAR = ("2014-15-q1", "2014-15-q2", "2014-15-q3", "2014-15-q4")


def make_whole(whole: Whole) -> None:
    """Put right everything that would be missing."""
    dated(*THE_YEAR)
    period = ReportingPeriod.objects.get(starts_on="2014-04-01")
    for measure in whole.measures:
        PlannedValueFactory.create(measure=measure, period=period, locality=None)


def state_of(whole: Whole) -> str:
    return BusinessPlan.objects.get(pk=whole.plan.pk).state


class TestAgreeing:
    def test_is_kept_with_who_and_when(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        make_whole(whole)
        agree_plan(plan=whole.plan, actor=actor_of(cast.head), at=NOW, in_spite_of_warnings=True)
        move = PlanTransition.objects.get()
        assert state_of(whole) == PlanState.AGREED
        assert (move.from_state, move.to_state, move.by) == ("draft", "agreed", cast.head)
        assert AuditEvent.objects.get().action == "plan.agreed"

    def test_waits_for_what_blocks(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        Measure.objects.filter(outcome=whole.outcomes[1]).delete()
        with pytest.raises(IncompleteError, match="“Skills” has no activity and no measure"):
            agree_plan(
                plan=whole.plan, actor=actor_of(cast.head), at=NOW, in_spite_of_warnings=True
            )
        assert state_of(whole) == PlanState.DRAFT

    def test_waits_for_a_word_about_what_is_missing(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        with pytest.raises(IncompleteError, match="Confirm"):
            agree_plan(plan=whole.plan, actor=actor_of(cast.head), at=NOW)

    def test_is_the_heads_alone(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        for person in (cast.national_team, cast.administrator, cast.coordinator):
            with pytest.raises(NotPermittedError):
                agree_plan(plan=whole.plan, actor=actor_of(person), at=NOW)

    def test_happens_once(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan(PlanState.AGREED)
        with pytest.raises(WrongStateError):
            agree_plan(plan=whole.plan, actor=actor_of(cast.head), at=NOW)

    def test_lists_what_is_missing_on_its_page(self, client: Client, cast: Cast) -> None:
        whole = whole_plan()
        client.force_login(cast.head)
        url = whole.url("agree/")

        page = client.get(url).content.decode()
        assert "“Talks held” and “People trained” have no planned values" in page
        assert "“Skills” has no activity." in page

        again = client.post(url).content.decode()
        assert "Confirm that it is agreed with what is missing" in again
        client.post(url, {"in_spite_of_warnings": "on"})
        assert state_of(whole) == PlanState.AGREED


class TestTakingBack:
    def test_says_why(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan(PlanState.AGREED)
        head = actor_of(cast.head)
        with pytest.raises(IncompleteError):
            take_back_plan(plan=whole.plan, reason=" ", actor=head, at=NOW)
        take_back_plan(plan=whole.plan, reason="A department left.", actor=head, at=NOW)
        assert state_of(whole) == PlanState.DRAFT
        assert PlanTransition.objects.get().reason == "A department left."

    def test_ends_when_a_quarter_asks_about_the_plan(
        self, client: Client, cast: Cast, actor_of: ActorOf
    ) -> None:
        whole = whole_plan(PlanState.AGREED)
        MeasureUpdateFactory.create(measure=whole.measures[0])
        with pytest.raises(WrongStateError):
            take_back_plan(plan=whole.plan, reason="Late", actor=actor_of(cast.head), at=NOW)
        client.force_login(cast.head)
        assert client.get(whole.url("take-back/")).status_code == 409


class TestClosing:
    def test_needs_a_reason_before_its_quarters_are_finished(
        self, cast: Cast, actor_of: ActorOf
    ) -> None:
        whole = whole_plan(PlanState.AGREED)
        head = actor_of(cast.head)
        with pytest.raises(IncompleteError):
            close_plan(plan=whole.plan, reason="", actor=head, at=NOW)
        close_plan(plan=whole.plan, reason="CS Local was merged.", actor=head, at=NOW)
        assert state_of(whole) == PlanState.CLOSED
        assert PlanTransition.objects.get().reason == "CS Local was merged."

    def test_needs_none_once_every_return_is_accepted(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan(PlanState.AGREED)
        dated(*THE_YEAR)
        for period in ReportingPeriod.objects.all():
            accepted_return(period, cast.own, cast=cast, at=NOW)
        close_plan(plan=whole.plan, reason="", actor=actor_of(cast.head), at=NOW)
        assert state_of(whole) == PlanState.CLOSED

    def test_names_the_returns_that_are_waited_for(self, client: Client, cast: Cast) -> None:
        whole = whole_plan(PlanState.AGREED)
        dated(*THE_YEAR)
        first = ReportingPeriod.objects.get(starts_on="2014-04-01")
        accepted_return(first, cast.own, cast=cast, at=NOW)
        QuarterlyReturnFactory.create(period=first, locality=cast.other, state=ReturnState.OPEN)
        client.force_login(cast.head)
        page = client.get(whole.url("close/")).content.decode()
        assert "Quarter 1 2014/15: 1 of 2 return is not accepted yet." in page
        assert "Quarter 2 2014/15 has not been reported on." in page

    def test_is_for_good(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan(PlanState.CLOSED)
        head = actor_of(cast.head)
        with pytest.raises(WrongStateError):
            agree_plan(plan=whole.plan, actor=head, at=NOW)
        with pytest.raises(WrongStateError):
            take_back_plan(plan=whole.plan, reason="x", actor=head, at=NOW)
        with pytest.raises(WrongStateError):
            close_plan(plan=whole.plan, reason="x", actor=head, at=NOW)


class TestQuarters:
    def test_of_a_plan_are_made_with_their_usual_dates(self, client: Client, cast: Cast) -> None:
        whole = whole_plan(last_year=2015)
        dated("2014-15-q1")
        client.force_login(cast.national_team)

        page = client.get(whole.url("quarters/")).content.decode()
        assert "Quarter 4 2015/16" in page
        assert "Quarter 1 2014/15" not in page
        client.post(whole.url("quarters/"))

        assert ReportingPeriod.objects.count() == 8
        made = ReportingPeriod.objects.get(starts_on="2014-07-01")
        assert made.due_at.isoformat() == "2014-10-17T16:00:00+00:00"

    def test_are_made_once(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        admin = actor_of(cast.administrator)
        assert make_quarters(plan=whole.plan, actor=admin, at=NOW) == 4
        assert make_quarters(plan=whole.plan, actor=admin, at=NOW) == 0

    def test_are_made_by_those_who_start_plans(self, cast: Cast, actor_of: ActorOf) -> None:
        whole = whole_plan()
        with pytest.raises(NotPermittedError):
            make_quarters(plan=whole.plan, actor=actor_of(cast.coordinator), at=NOW)


class TestPlans:
    def test_are_added_with_names_of_their_own_levels(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        form = {
            "title": "Import", "first_year": "2014/15", "last_year": "2015/16",
            "group_singular": "theme", "group_plural": "themes",
            "outcome_singular": "objective", "outcome_plural": "objectives",
            "item_singular": "activity", "item_plural": "activities",
        }  # fmt: skip
        answer = client.post("/programme/plans/add/", form, follow=True)
        plan = BusinessPlan.objects.get()
        assert plan.slug == "plan-import"
        assert plan.state == PlanState.DRAFT
        assert "This plan has no objectives yet" in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"last_year": "2013/14"}, "The last year must not be before the first"),
            ({"last_year": "2044/45"}, "A plan is of 10 years or fewer"),
            ({"group_plural": ""}, "Name the upper level for one and for several, or neither"),
            ({"group_singular": "", "group_plural": ""}, "Remove the plan’s themes"),
            ({"title": "Another plan"}, "There is a plan with this title already"),
        ],
    )
    def test_are_refused_what_cannot_be(
        self, client: Client, cast: Cast, changes: dict[str, str], message: str
    ) -> None:
        whole = whole_plan()
        whole_plan(title="Another plan", slug="another-plan")
        assert message in change(client, cast.head, whole, changes)

    def test_keep_their_years_once_agreed(self, client: Client, cast: Cast) -> None:
        whole = whole_plan(PlanState.AGREED)
        page = change(client, cast.head, whole, {"last_year": "2015/16"})
        assert "The years of a plan that was agreed cannot be changed" in page

    def test_in_draft_are_not_found_by_those_who_may_not_see_them(
        self, client: Client, cast: Cast
    ) -> None:
        whole = whole_plan()
        client.force_login(cast.nsg)
        assert client.get(whole.url()).status_code == 404
        assert whole.plan.title not in client.get("/programme/plans/").content.decode()

    def test_show_only_quarters_that_are_missing(self, client: Client, cast: Cast) -> None:
        whole = whole_plan()
        client.force_login(cast.head)
        assert "Make its quarters" in client.get(whole.url()).content.decode()
        dated(*THE_YEAR)
        assert "Make its quarters" not in client.get(whole.url()).content.decode()

    def test_are_laid_out_by_their_upper_level(self, client: Client, cast: Cast) -> None:
        whole = whole_plan()
        client.force_login(cast.head)
        page = client.get(whole.url()).content.decode()
        assert page.index("1. People") < page.index('id="outcome-1"')
        assert "Activities</h3>" in page


def change(client: Client, person: User, whole: Whole, changes: dict[str, str]) -> str:
    """The answer to the change form, sent with ``changes``."""
    client.force_login(person)
    url = f"/programme/plans/{whole.plan.pk}/change/"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post(
        url, {**sent, "seen": form.drawn_from, **changes}, follow=True
    ).content.decode()


class TestQuarterList:
    def test_is_kept_by_administrators(self, client: Client, cast: Cast) -> None:
        for person in (cast.head, cast.national_team, cast.nsg):
            client.force_login(person)
            assert client.get("/programme/quarters/").status_code == 200
            assert client.get("/programme/quarters/add/").status_code == 403
        client.force_login(cast.administrator)
        assert client.get("/programme/quarters/add/").status_code == 200

    def test_takes_the_usual_days_for_what_is_left_empty(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        first = {"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2014"}
        closes = {"closes_at-day": "31", "closes_at-month": "7", "closes_at-year": "2014"}
        client.post("/programme/quarters/add/", {**first, **closes})
        period = ReportingPeriod.objects.get()
        assert period.opens_at.isoformat() == "2014-06-30T23:00:00+00:00"
        assert period.due_at.isoformat() == "2014-07-17T16:00:00+00:00"
        assert period.closes_at.isoformat() == "2014-07-31T22:59:59+00:00"

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"starts_on-month": "5"}, "A quarter starts on 1 April, 1 July, 1 October"),
            ({"due_at-day": "1", "due_at-month": "1", "due_at-year": "2014"},
             "Returns must be due after the quarter opens"),
            ({"closes_at-day": "2", "closes_at-month": "7", "closes_at-year": "2014"},
             "The quarter must not close before returns are due"),
        ],
    )  # fmt: skip
    def test_refuses_days_that_cannot_be(
        self, client: Client, cast: Cast, changes: dict[str, str], message: str
    ) -> None:
        client.force_login(cast.administrator)
        first = {"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2014"}
        answer = client.post("/programme/quarters/add/", {**first, **changes})
        assert message in answer.content.decode()

    def test_leaves_a_quarter_with_returns_alone(self, client: Client, cast: Cast) -> None:
        held = QuarterlyReturnFactory.create(locality=cast.own)
        client.force_login(cast.administrator)
        url = f"/programme/quarters/{held.period_id}/"
        assert client.get(url).status_code == 200
        assert client.get(f"{url}change/").status_code == 403
        assert client.post(f"{url}change/", {}).status_code == 403

    def test_comes_back_from_a_file_without_a_change(self, client: Client, cast: Cast) -> None:
        whole = whole_plan()
        client.force_login(cast.administrator)
        client.post(whole.url("quarters/"))
        url = "/programme/quarters/"
        from_file = client.get(f"{url}export.csv").content
        plan = send_file(client, url, from_file).context["plan"]
        assert dict(plan.counts) == {"Unchanged": 4}

    def test_makes_the_same_queries_at_any_size(
        self, client: Client, cast: Cast, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        client.force_login(cast.administrator)
        client.post(whole_plan(last_year=2018).url("quarters/"))
        with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
            assert client.get("/programme/quarters/").status_code == 200
