"""Stakeholders, communications and impact: kept in lists, ticked off and judged."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from csplan.audit.models import AuditEvent
from programme.choices import PlanState
from programme.models import BusinessPlan, Communication, ImpactQuestion, Outcome, Stakeholder
from tests.conftest import NOW, Cast
from tests.factories import OutcomeFactory
from tests.programme.engagement import things
from tests.programme.engagement.conftest import SignIn

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def url(name: str, plan: BusinessPlan, *args: object) -> str:
    return reverse(f"programme:{name}", args=[plan.slug, *args])


def day(name: str, on: dt.date) -> dict[str, str]:
    parts = {"day": on.day, "month": on.month, "year": on.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


class TestThePlansPage:
    def test_leads_where_its_reader_may_go(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        kept = [url(f"{name}-list", plan) for name in ("stakeholders", "communications")]
        kept.append(f"{reverse('programme:risks-list')}?plan={plan.pk}")
        for person, may in ((cast.sro, True), (cast.nsg, False), (cast.administrator, False)):
            page = sign_in(person).get(url("plan-detail", plan)).content.decode()
            assert url("impact-list", plan) in page
            assert [address in page for address in kept] == [may] * 3


class TestStakeholders:
    def form(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "Schools", "kind": "community", "locality": "", "interest": "medium",
            "influence": "low", "approach": "", "matters": "Time.", "owner": "Head",
            **changes,
        }  # fmt: skip

    def test_take_the_approach_the_grid_suggests_or_another(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.national_team)
        browser.post(url("stakeholders-add", plan), self.form())
        browser.post(url("stakeholders-add", plan), self.form(name="GPU", approach="manage"))
        schools, gpu = Stakeholder.objects.order_by("-name")
        assert (schools.approach_taken.label, gpu.approach_taken.label) == (
            "Keep informed", "Manage closely"
        )  # fmt: skip
        page = browser.get(url("stakeholders-list", plan)).content.decode()
        assert "Keep informed" in page
        assert "Manage closely (chosen)" in page
        found = browser.get(f"{url('stakeholders-list', plan)}?approach=inform")
        assert found.context["found"] == 1

    def test_stand_on_the_grid_until_they_end(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        things.stakeholder(plan)
        things.stakeholder(plan, name="Gone", ends_on=dt.date(2014, 1, 9))
        things.stakeholder(plan, name="Theirs", locality=cast.other)
        page = sign_in(cast.sro).get(url("stakeholder-grid", plan)).content.decode()
        assert "1 stakeholder, each where" in page
        assert "Trade unions" in page
        assert "Gone" not in page
        assert "Theirs" not in page

    def test_of_a_closed_plan_stay_as_they_are(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        record = things.stakeholder(plan)
        BusinessPlan.objects.update(state=PlanState.CLOSED)
        browser = sign_in(cast.national_team)
        assert browser.get(url("stakeholders-list", plan)).status_code == 200
        assert browser.get(url("stakeholders-add", plan)).status_code == 403
        assert browser.get(url("stakeholders-change", plan, record.pk)).status_code == 403


class TestCommunications:
    def form(self, **changes: Any) -> dict[str, Any]:
        return {
            "what": "Results", "stakeholders": [], "audience": "All staff", "locality": "",
            "channel": things.channel().pk, **day("planned_on", dt.date(2014, 1, 31)),
            "owner": "Head", **day("done_on", TODAY), "cancelled_reason": "", **changes,
        }  # fmt: skip

    def test_are_for_somebody_who_may_be_told(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.national_team)
        theirs = things.stakeholder(plan, locality=cast.own)

        def refused(words: str, **changes: Any) -> bool:
            page = browser.post(url("communications-add", plan), self.form(**changes))
            return words in page.content.decode()

        assert refused("enter whom it is for", audience="")
        assert refused("belongs to a locality that this is not for", stakeholders=[theirs.pk])
        assert refused("either done or cancelled", cancelled_reason="No.")
        assert refused("today or in the past", **day("done_on", dt.date(2014, 1, 11)))
        assert not Communication.objects.exists()
        browser.post(
            url("communications-add", plan),
            self.form(stakeholders=[theirs.pk], locality=cast.own.pk, audience=""),
        )
        assert list(Communication.objects.get().stakeholders.all()) == [theirs]

    @pytest.mark.parametrize(
        ("state", "found"), [("planned", 1), ("overdue", 1), ("done", 1), ("cancelled", 1)]
    )
    def test_are_found_by_how_they_stand(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn, state: str, found: int
    ) -> None:
        early = dt.date(2014, 1, 9)
        things.communication(plan, what="To come", planned_on=TODAY)
        things.communication(plan, what="Late", planned_on=early)
        things.communication(plan, what="Past", planned_on=early, done_on=early)
        things.communication(plan, what="Off", planned_on=early, cancelled_reason="Snow.")
        page = sign_in(cast.auditor).get(f"{url('communications-list', plan)}?state={state}")
        assert page.context["found"] == found

    def test_are_found_by_whom_they_are_for(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        unions = things.stakeholder(plan)
        things.communication(plan, unions)
        things.communication(plan, what="Another")
        address = f"{url('communications-list', plan)}?audience={unions.pk}"
        assert sign_in(cast.head).get(address).context["found"] == 1

    def test_are_marked_as_done_once(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        record = things.communication(plan)
        browser = sign_in(cast.head)
        address = url("communication-done", plan, record.pk)
        assert browser.get(address).context["form"].initial == {"done_on": TODAY}
        late = browser.post(address, day("done_on", dt.date(2014, 1, 11)))
        assert "today or in the past" in late.content.decode()
        assert browser.post(address, day("done_on", TODAY)).status_code == 302
        assert browser.post(address, day("done_on", TODAY)).status_code == 409
        record.refresh_from_db()
        assert record.done_on == TODAY
        assert AuditEvent.objects.filter(action="communication.done").count() == 1

    def test_are_cancelled_with_a_reason(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        record = things.communication(plan, locality=cast.own)
        browser = sign_in(cast.assistant)
        address = url("communication-cancel", plan, record.pk)
        assert "Enter why" in browser.post(address, {"reason": " "}).content.decode()
        browser.post(address, {"reason": "The hall was flooded."})
        record.refresh_from_db()
        assert record.cancelled_reason == "The hall was flooded."

    def test_use_channels_that_are_still_used(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        ended = things.channel("Fax")
        ended.ends_on = dt.date(2013, 3, 31)
        ended.save()
        form = self.form(channel=ended.pk)
        page = sign_in(cast.head).post(url("communications-add", plan), form)
        assert "This channel is no longer used" in page.content.decode()


class TestImpact:
    def form(self, about: Outcome, **changes: Any) -> dict[str, Any]:
        return {
            "outcome": about.pk, "year_start": "2013/14", "question": "Is it better?",
            "evidence": "", "judgement": "", "judgement_reason": "", **changes,
        }  # fmt: skip

    def test_is_asked_of_the_plans_own_outcomes_and_years(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.head)
        other = OutcomeFactory.create()

        def refused(words: str, **changes: Any) -> bool:
            page = browser.post(url("impact-add", plan), self.form(outcome, **changes))
            return words in page.content.decode()

        assert refused("Select what it is about", outcome=other.pk)
        assert refused("The plan is for 2013/14", year_start="2014/15")
        assert refused("Enter the reasons", judgement="partly")
        assert refused("Select the judgement", judgement_reason="So it seems.")
        assert not ImpactQuestion.objects.exists()
        browser.post(url("impact-add", plan), self.form(outcome))
        assert ImpactQuestion.objects.get().judged_at is None

    def test_is_judged_by_somebody_with_reasons(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn
    ) -> None:
        asked = things.question(outcome)
        head, address = sign_in(cast.head), url("impact-judge", plan, asked.pk)
        form = {"version": "1", "judgement": "partly", "judgement_reason": "Half of them."}
        assert sign_in(cast.coordinator).post(address, form).status_code == 403
        assert head.post(address, form).status_code == 302
        assert head.post(address, {**form, "judgement_reason": "Mine."}).status_code == 409
        asked.refresh_from_db()
        assert (asked.judgement, asked.judged_by) == ("partly", cast.head)
        page = head.get(url("impact-record", plan, asked.pk)).content.decode()
        assert f"{cast.head.full_name}, 10 January 2014" in page
        assert "Judgement: Partly achieved" in page

    def test_is_signed_by_whoever_changes_the_judgement_in_the_list(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn
    ) -> None:
        asked = things.question(outcome)
        browser = sign_in(cast.national_team)
        seen = browser.get(url("impact-change", plan, asked.pk)).context["form"].drawn_from
        form = self.form(outcome, question=asked.question, seen=seen)
        judged = {**form, "judgement": "achieved", "judgement_reason": "All of them."}
        assert browser.post(url("impact-change", plan, asked.pk), judged).status_code == 302
        asked.refresh_from_db()
        assert (asked.judged_by, asked.version) == (cast.national_team, 2)

    def test_takes_evidence_from_co_ordinators(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn
    ) -> None:
        asked = things.question(outcome)
        address = url("impact-evidence", plan, asked.pk)
        form = {"version": "1", "evidence": "Nine events were held together."}
        assert sign_in(cast.sro).post(address, form).status_code == 403
        assert sign_in(cast.coordinator).post(address, form).status_code == 302
        stale = sign_in(cast.assistant).post(address, {**form, "evidence": "Ten."})
        assert stale.status_code == 409
        assert "Ten." in stale.content.decode()
        asked.refresh_from_db()
        assert asked.evidence == "Nine events were held together."

    def test_is_read_on_one_page(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.nsg)
        assert "Nothing is asked yet" in browser.get(url("impact-report", plan)).content.decode()
        OutcomeFactory.create(plan=plan, order=2)
        things.question(outcome, evidence="Nine events.")
        page = browser.get(url("impact-report", plan)).content.decode()
        assert "Not judged yet" in page
        assert "Nine events." in page
        assert "Nothing is asked about this business outcome." in page
