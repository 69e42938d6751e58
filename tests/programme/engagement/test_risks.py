"""Risks are raised, judged anew, escalated and closed; every judgement stays."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from csplan.core.querysets import InsertOnlyError
from programme.models import BusinessPlan, Risk, RiskAssessment, RiskEscalation
from programme.selectors.risks import (
    escalated_in_packs,
    matrix,
    moved,
    risks_of_the_day,
    with_score_before,
)
from programme.services.delivery import InvalidRecordError
from programme.services.risks import (
    close_risk,
    escalate_risk,
    reassess_risk,
    stand_down_risk,
)
from tests.conftest import NOW, Cast
from tests.factories import OutcomeFactory
from tests.programme.engagement import things
from tests.programme.engagement.conftest import SignIn

ActorOf = Callable[[User], Actor]
TODAY = NOW.date()
END = dt.date(2013, 12, 31)
pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"programme:{name}", args=args)


@pytest.fixture
def risk(plan: BusinessPlan, cast: Cast) -> Risk:
    """The whole plan's, scored 12, raised on 11 November 2013."""
    return things.risk(plan, cast.national_team)


@pytest.fixture
def team(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.national_team)


@pytest.fixture
def reassess(risk: Risk, team: Actor) -> Callable[..., None]:
    def judge(likelihood: int, impact: int, **changes: Any) -> None:
        given = {
            "reason": "Another department has said so.",
            "assessed_on": TODAY,
            "version": risk.version,
            "at": NOW,
            **changes,
        }
        reassess_risk(risk=risk, likelihood=likelihood, impact=impact, actor=team, **given)

    return judge


def movement_of(risk: Risk) -> str:
    return moved(with_score_before(Risk.objects.all(), END).get(pk=risk.pk))


class TestAssessments:
    def test_begin_when_a_risk_is_raised(self, risk: Risk, cast: Cast) -> None:
        (first,) = risk.assessments.all()
        assert (first.score, first.by, first.reason) == (12, cast.national_team, risk.score_reason)
        assert first.assessed_on == risk.raised_on == dt.date(2013, 11, 11)

    def test_are_added_and_never_changed(self, risk: Risk, reassess: Callable[..., None]) -> None:
        reassess(5, 4)
        risk.refresh_from_db()
        assert (risk.score, risk.version) == (20, 2)
        assert [each.score for each in risk.assessments.order_by("pk")] == [12, 20]
        assert movement_of(risk) == "Up from 12"
        with pytest.raises(InsertOnlyError):
            RiskAssessment.objects.update(impact=1)
        event = AuditEvent.objects.get(action="risk.reassessed")
        assert event.before == {"score": "Likely and moderate: 12 of 25, high"}

    def test_agree_with_the_rule_on_every_day(
        self, risk: Risk, reassess: Callable[..., None]
    ) -> None:
        assert movement_of(risk) == "Unchanged"
        reassess(1, 1, assessed_on=END)
        risk.refresh_from_db()
        assert movement_of(risk) == "Unchanged"
        reassess(1, 2, version=2)
        risk.refresh_from_db()
        assert movement_of(risk) == "Up from 1"

    @pytest.mark.parametrize(
        "day", [dt.date(2014, 1, 11), dt.date(2013, 11, 10)], ids=["tomorrow", "before the last"]
    )
    def test_are_of_a_day_since_the_last(
        self, reassess: Callable[..., None], day: dt.date
    ) -> None:
        with pytest.raises(InvalidRecordError):
            reassess(5, 4, assessed_on=day)
        assert RiskAssessment.objects.count() == 1

    def test_of_somebody_who_has_not_seen_the_latest_are_refused(
        self, reassess: Callable[..., None]
    ) -> None:
        reassess(5, 4)
        with pytest.raises(StaleVersionError):
            reassess(1, 1, version=1)
        assert RiskAssessment.objects.count() == 2

    def test_of_a_closed_risk_are_refused(
        self, risk: Risk, team: Actor, reassess: Callable[..., None]
    ) -> None:
        close_risk(risk=risk, reason="It passed.", closed_on=TODAY, version=1, actor=team, at=NOW)
        with pytest.raises(WrongStateError):
            reassess(5, 4, version=2)
        risk.refresh_from_db()
        assert movement_of(risk) == "Closed"

    def test_of_the_whole_plan_are_not_a_localitys_to_make(
        self, risk: Risk, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(NotPermittedError):
            reassess_risk(
                risk=risk, likelihood=1, impact=1, reason="No.", assessed_on=TODAY, version=1,
                actor=actor_of(cast.coordinator), at=NOW,
            )  # fmt: skip


class TestEscalation:
    def test_turns_once_each_way(self, risk: Risk, team: Actor) -> None:
        escalate_risk(risk=risk, reason="It needs money.", version=1, actor=team, at=NOW)
        with pytest.raises(WrongStateError):
            escalate_risk(risk=risk, reason="Again.", version=2, actor=team, at=NOW)
        stand_down_risk(risk=risk, reason="There is money.", version=2, actor=team, at=NOW)
        with pytest.raises(WrongStateError):
            stand_down_risk(risk=risk, reason="Again.", version=3, actor=team, at=NOW)
        risk.refresh_from_db()
        assert (risk.is_escalated, risk.escalation_reason) == (False, "")
        turns = RiskEscalation.objects.order_by("pk").values_list("is_escalated", "reason")
        assert list(turns) == [(True, "It needs money."), (False, "There is money.")]

    def test_is_shown_in_packs_as_it_stood_on_a_day(
        self, risk: Risk, plan: BusinessPlan, team: Actor
    ) -> None:
        raised, stood_down = things.LAST_QUARTER, NOW
        escalate_risk(risk=risk, reason="It needs money.", version=1, actor=team, at=raised)
        stand_down_risk(risk=risk, reason="Enough.", version=2, actor=team, at=stood_down)

        def shown(day: dt.date) -> list[Any]:
            return escalated_in_packs([plan], day=day, since=dt.date(2013, 9, 30))

        assert shown(dt.date(2013, 11, 10)) == []
        assert [each.escalated_because for each in shown(END)] == ["It needs money."]
        assert shown(TODAY) == []

    def test_of_a_closed_risk_is_shown_once_more(
        self, risk: Risk, plan: BusinessPlan, team: Actor
    ) -> None:
        escalate_risk(risk=risk, reason="Money.", version=1, actor=team, at=things.LAST_QUARTER)
        close_risk(risk=risk, reason="It passed.", closed_on=TODAY, version=2, actor=team, at=NOW)
        assert escalated_in_packs([plan], day=TODAY, since=END) == [risk]
        assert escalated_in_packs([plan], day=TODAY, since=TODAY) == []


class TestMatrix:
    def test_counts_as_it_was_judged_on_the_day(
        self, risk: Risk, cast: Cast, team: Actor, reassess: Callable[..., None]
    ) -> None:
        reassess(5, 5)

        def counts(day: dt.date) -> dict[tuple[int, int], int]:
            rows = matrix(risks_of_the_day(team, day, None))
            cells = (cell for row in rows for cell in row.cells)
            return {(cell.likelihood, cell.impact): cell.count for cell in cells if cell.count}

        assert counts(dt.date(2013, 11, 10)) == {}
        assert counts(END) == {(4, 3): 1}
        assert counts(TODAY) == {(5, 5): 1}

    def test_looks_back_on_its_page(self, risk: Risk, cast: Cast, sign_in: SignIn) -> None:
        browser = sign_in(cast.sro)
        page = browser.get(url("risk-matrix")).content.decode()
        assert "All 1 open risk, the worst first" in page
        assert "Likely and moderate: 12 of 25, high" in page
        chosen = {"on-day": "31", "on-month": "12", "on-year": "2013", "cell": "4x3"}
        assert risk.title in browser.get(url("risk-matrix"), chosen).content.decode()
        another = {**chosen, "cell": "1x1"}
        assert "None was judged so" in browser.get(url("risk-matrix"), another).content.decode()
        early = {**chosen, "on-year": "2012"}
        assert risk.title not in browser.get(url("risk-matrix"), early).content.decode()

    @pytest.mark.parametrize(
        "asked",
        ["on-day=32&on-month=1&on-year=2014", "on-day=1&on-month=1&on-year=2015", "cell=9x9"],
    )
    def test_answers_nonsense_plainly(
        self, risk: Risk, cast: Cast, sign_in: SignIn, asked: str
    ) -> None:
        page = sign_in(cast.head).get(f"{url('risk-matrix')}?{asked}")
        assert page.status_code == 200
        assert risk.title in page.content.decode()


class TestPages:
    def form(self, plan: BusinessPlan, **changes: Any) -> dict[str, Any]:
        return {
            "plan": plan.pk, "locality": "", "title": "The venue is lost",
            "cause": "A lease ends.", "effect": "No academy.",
            "outcome": "", "likelihood": "2", "impact": "4",
            "score_reason": "The landlord wrote.", "mitigation": "Look for another.",
            "owner": "Co-ordinator, North West", "review_on-day": "1", "review_on-month": "3",
            "review_on-year": "2014", **changes,
        }  # fmt: skip

    def test_raise_a_localitys_own_risk(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.coordinator)
        bare = browser.post(url("risks-add"), self.form(plan))
        assert "Select the locality" in bare.content.decode()
        other = browser.post(url("risks-add"), self.form(plan, locality=cast.other.pk))
        assert other.status_code == 200
        assert not Risk.objects.exists()
        browser.post(url("risks-add"), self.form(plan, locality=cast.own.pk))
        made = Risk.objects.get()
        assert (made.score, made.raised_on, made.assessments.count()) == (8, TODAY, 1)

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("likelihood", "6", "Select how likely it is"),
            ("impact", "", "Select how grave it would be"),
            ("review_on-year", "2013", "must be today or later"),
            ("cause", "", "Enter what makes it possible"),
        ],
    )
    def test_say_what_to_put_right(
        self,
        plan: BusinessPlan,
        cast: Cast,
        sign_in: SignIn,
        field: str,
        value: str,
        words: str,
    ) -> None:
        page = sign_in(cast.head).post(url("risks-add"), self.form(plan, **{field: value}))
        assert words in page.content.decode()
        assert not Risk.objects.exists()

    def test_refuse_an_outcome_of_another_plan_and_a_twin(
        self, plan: BusinessPlan, risk: Risk, cast: Cast, sign_in: SignIn
    ) -> None:
        strange = OutcomeFactory.create()
        browser = sign_in(cast.head)
        foreign = browser.post(url("risks-add"), self.form(plan, outcome=strange.pk))
        assert "Select an outcome of the same plan" in foreign.content.decode()
        twin = browser.post(url("risks-add"), self.form(plan, title=risk.title.upper()))
        assert "There is an open risk with these words already" in twin.content.decode()

    def test_ask_why_a_score_changes(
        self, risk: Risk, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.national_team)
        page = browser.get(url("risks-change", risk.pk))
        seen = page.context["form"].drawn_from
        form = self.form(plan, title=risk.title, seen=seen, score_reason=risk.score_reason)
        refused = browser.post(url("risks-change", risk.pk), form)
        assert "Enter why the score changes" in refused.content.decode()
        browser.post(url("risks-change", risk.pk), {**form, "score_reason": "The lease."})
        risk.refresh_from_db()
        assert (risk.score, risk.version, risk.assessed_on) == (8, 2, TODAY)
        assert risk.assessments.count() == 2

    def test_change_words_without_judging_anew(
        self, risk: Risk, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        browser = sign_in(cast.national_team)
        seen = browser.get(url("risks-change", risk.pk)).context["form"].drawn_from
        same = {"likelihood": "4", "impact": "3", "score_reason": risk.score_reason}
        form = self.form(plan, title=risk.title, seen=seen, **same)
        browser.post(url("risks-change", risk.pk), form)
        risk.refresh_from_db()
        assert (risk.cause, risk.assessments.count()) == ("A lease ends.", 1)
        stale = browser.post(url("risks-change", risk.pk), {**form, "cause": "Mine."})
        assert stale.status_code == 409

    def test_tell_the_whole_story(
        self, risk: Risk, cast: Cast, sign_in: SignIn, reassess: Callable[..., None]
    ) -> None:
        reassess(5, 4)
        page = sign_in(cast.coordinator).get(url("risks-record", risk.pk)).content.decode()
        assert "Almost certain and major: 20 of 25, very high" in page
        assert "Since 31 December 2013: up from 12." in page
        assert "Two departments have said so." in page

    def test_take_every_step(self, risk: Risk, cast: Cast, sign_in: SignIn) -> None:
        browser = sign_in(cast.head)
        day = {"-day": "10", "-month": "1", "-year": "2014"}
        steps: list[tuple[str, dict[str, str]]] = [
            ("risk-reassess", {"likelihood": "2", "impact": "2"}
             | {f"assessed_on{part}": text for part, text in day.items()}),
            ("risk-escalate", {}),
            ("risk-stand-down", {}),
            ("risk-close", {f"closed_on{part}": text for part, text in day.items()}),
        ]  # fmt: skip
        for version, (name, more) in enumerate(steps, start=1):
            form = {"version": str(version), "reason": "Because.", **more}
            assert browser.get(url(name, risk.pk)).status_code == 200
            assert browser.post(url(name, risk.pk), form).status_code == 302, name
        risk.refresh_from_db()
        assert (risk.closed_on, risk.closed_reason) == (TODAY, "Because.")
        for name, _ in steps:
            assert browser.get(url(name, risk.pk)).status_code == 409

    def test_keep_what_was_typed_on_a_stale_step(
        self, risk: Risk, cast: Cast, sign_in: SignIn
    ) -> None:
        Risk.objects.filter(pk=risk.pk).update(version=5)
        form = {"version": "1", "reason": "It needs money."}
        page = sign_in(cast.head).post(url("risk-escalate", risk.pk), form)
        assert page.status_code == 409
        assert "It needs money." in page.content.decode()
        assert not RiskEscalation.objects.exists()


class TestHome:
    def test_names_reviews_that_are_overdue_to_their_keepers(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        late = dt.date(2014, 1, 9)
        things.risk(plan, cast.national_team, title="A late one", review_on=late)
        things.risk(plan, cast.coordinator, locality=cast.own, title="Our own", review_on=late)
        things.risk(plan, cast.coordinator, locality=cast.own, title="In time", review_on=TODAY)

        def home(person: User) -> str:
            return sign_in(person).get("/").content.decode()

        assert "Our own" in home(cast.coordinator)
        assert "A late one" not in home(cast.coordinator)
        assert "In time" not in home(cast.coordinator)
        assert "Our own" in home(cast.national_team)
        assert "A late one" in home(cast.national_team)
        assert "Our own" not in home(cast.other_coordinator)
        assert "to review" not in home(cast.nsg)
