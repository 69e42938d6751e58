"""Escalated risks in a pack: frozen as they stood, said in words, none said to be none."""

import datetime as dt
import re

import pytest

from csplan.accounts.selectors import actor_for
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON
from programme.models import BusinessPlan, Risk
from programme.services.risks import close_risk, escalate_risk, reassess_risk
from reporting.document.pages import render_html, render_reading_page
from reporting.document.snapshot import canonical_bytes, digest, parse
from tests.conftest import Cast, Stage
from tests.factories import BusinessPlanFactory
from tests.programme.engagement import things
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of
from tests.reporting.test_document_snapshot import Words

RAISED = dt.datetime(2013, 9, 2, 10, tzinfo=LONDON)
JUDGED = dt.datetime(2013, 12, 2, 10, tzinfo=LONDON)
AFTER_CLOSING = dt.datetime(2014, 2, 3, 10, tzinfo=LONDON)


def text_of(html: str) -> str:
    return " ".join(Words(html).text)


class TestWords:
    def test_say_the_score_the_movement_and_who_does_what(self) -> None:
        text = text_of(render_html(pack()))

        assert "as they stood on 24 October 2013" in text
        assert "Movement is from 30 June 2013" in text
        assert "Very high Likely and major: 16 of 25. Since last quarter: up from 12." in text
        assert "The whole plan, outcome 1" in text
        assert "Next review on 15 November 2013." in text
        assert "Since last quarter: new." in text

    def test_say_that_a_risk_was_closed(self) -> None:
        text = text_of(render_html(pack(risks=4)))

        assert "Closed on 1 October 2013: A lead was named." in text
        assert "Since last quarter: closed." in text

    def test_say_when_there_are_none(self) -> None:
        assert "No risks are escalated this quarter." in text_of(render_html(pack(risks=0)))

    def test_show_what_people_typed_literally(self) -> None:
        snapshot = pack(risks=1)
        snapshot["risks"]["rows"][0]["cause"] = "<b>&amp;</b>"

        assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in render_html(snapshot)


class TestOlderPacks:
    def test_that_were_frozen_without_risks_say_nothing_of_them(self) -> None:
        snapshot = pack()
        del snapshot["risks"]
        frozen = canonical_bytes(snapshot)

        for html in (render_html(parse(frozen)), render_reading_page(parse(frozen))):
            assert not re.search(r"\bRisks\b", html)
            assert "escalated" not in html
        assert digest(frozen) in render_html(parse(frozen))


@pytest.mark.django_db
class TestSnapshot:
    @pytest.fixture
    def risk(self, stage: Stage, cast: Cast) -> Risk:
        """Scored 12 in September, and escalated."""
        team = actor_for(cast.national_team, on=RAISED.date())
        risk = things.risk(stage.outcome.plan, cast.head, outcome=stage.outcome, at=RAISED)
        escalate_risk(risk=risk, reason="It needs money.", version=1, actor=team, at=RAISED)
        risk.refresh_from_db()
        return risk

    def reassess(self, risk: Risk, cast: Cast, at: dt.datetime, likelihood: int) -> None:
        risk.refresh_from_db()
        reassess_risk(
            risk=risk, likelihood=likelihood, impact=3, reason="It changed.",
            assessed_on=at.date(), version=risk.version,
            actor=actor_for(cast.national_team, on=at.date()), at=at,
        )  # fmt: skip

    def rows(self, period: ReportingPeriod, at: dt.datetime) -> list[tuple[int, int | None]]:
        rows = snapshot_of(period, at=at)["risks"]["rows"]
        return [(row["likelihood"] * row["impact"], row["score_before"]) for row in rows]

    def test_holds_scores_as_they_stood_at_closing_and_a_quarter_before(
        self, stage: Stage, cast: Cast, risk: Risk
    ) -> None:
        self.reassess(risk, cast, JUDGED, 5)
        self.reassess(risk, cast, AFTER_CLOSING - dt.timedelta(days=1), 1)

        assert self.rows(stage.period, AFTER_CLOSING) == [(15, 12)]
        assert self.rows(stage.previous_period, AFTER_CLOSING) == [(12, None)]

    def test_holds_the_moment_of_building_when_that_is_earlier(
        self, stage: Stage, cast: Cast, risk: Risk
    ) -> None:
        self.reassess(risk, cast, JUDGED, 5)

        assert self.rows(stage.period, JUDGED - dt.timedelta(days=1)) == [(12, 12)]

    def test_leaves_out_what_is_not_escalated_and_what_was_closed_before(
        self, stage: Stage, cast: Cast, risk: Risk
    ) -> None:
        things.risk(stage.outcome.plan, cast.head, title="Quiet", at=RAISED)
        team = actor_for(cast.national_team, on=JUDGED.date())
        close_risk(
            risk=risk, reason="It passed.", closed_on=JUDGED.date(), version=risk.version,
            actor=team, at=JUDGED,
        )  # fmt: skip

        third = snapshot_of(stage.period, at=AFTER_CLOSING)["risks"]
        assert [row["closed_reason"] for row in third["rows"]] == ["It passed."]
        second = snapshot_of(stage.previous_period, at=AFTER_CLOSING)["risks"]
        assert [row["closed_on"] for row in second["rows"]] == [None]
        assert second["since"] == "2013-06-30"

    def test_holds_those_of_a_plan_that_ended_until_they_are_closed(
        self, stage: Stage, cast: Cast, risk: Risk
    ) -> None:
        team = actor_for(cast.national_team, on=RAISED.date())
        unagreed = BusinessPlanFactory.create(state="draft", first_year=2012, last_year=2012)
        of_draft = things.risk(unagreed, cast.head, title="Never agreed", at=RAISED)
        escalate_risk(risk=of_draft, reason="It is large.", version=1, actor=team, at=RAISED)
        BusinessPlan.objects.filter(pk=risk.plan_id).update(first_year=2012, last_year=2012)
        BusinessPlanFactory.create()

        assert self.rows(stage.period, AFTER_CLOSING) == [(12, 12)]

        close_risk(
            risk=risk, reason="It passed.", closed_on=RAISED.date(), version=risk.version,
            actor=team, at=RAISED,
        )  # fmt: skip
        assert self.rows(stage.period, AFTER_CLOSING) == []

    def test_is_the_same_each_time(self, stage: Stage, risk: Risk) -> None:
        once, again = (snapshot_of(stage.period, at=AFTER_CLOSING) for _ in range(2))

        assert canonical_bytes(once) == canonical_bytes(again)
