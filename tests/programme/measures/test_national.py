"""What the national team counts itself: reported while the quarter is open, put right after."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import PlanState
from programme.models import NationalFigure, PlannedValue, Restatement
from programme.rules.measures import FigureAnswers
from programme.services.national_figures import save_national_figure
from programme.services.periods import close_period, create_returns
from programme.services.restatements import restate_national_figure
from tests.conftest import NOW, Cast
from tests.factories import MeasureFactory
from tests.programme.measures.situations import Framed, framed
from tests.programme.test_queries import cost

ActorOf = Callable[[User], Actor]


@pytest.fixture
def opened(cast: Cast) -> Framed:
    """An agreed plan whose second and third quarters have been opened; the third still is."""
    made = framed(cast.own, state=PlanState.AGREED)
    for period in made.periods[1:3]:
        create_returns(period)
    return made


@pytest.fixture
def national(client: Client, cast: Cast) -> Client:
    client.force_login(cast.national_team)
    return client


def url(found: Framed, name: str = "", quarter: str = "q3", rest: str = "") -> str:
    one = f"{found.measures[name].pk}/" if name else ""
    return f"/programme/returns/2013-14-{quarter}/national-figures/{one}{rest}"


def figure_of(found: Framed, name: str, number: int = 3) -> NationalFigure:
    period = found.periods[number - 1]
    return NationalFigure.objects.select_related("measure", "period").get(
        measure=found.measures[name], period=period
    )


class TestReporting:
    def test_names_what_is_missing(self, national: Client, opened: Framed) -> None:
        page = national.get(url(opened)).content.decode()
        assert "2 of 2 still to be reported" in page
        listed = national.get("/programme/returns/2013-14-q3/").content.decode()
        assert "National figures</a>: 0 of 2 reported" in listed

    def test_keeps_a_figure_with_its_status(self, national: Client, opened: Framed) -> None:
        PlannedValue.objects.create(
            measure=opened.measures["placements"], period=opened.periods[2], value=4
        )
        form = {"version": "0", "value": "3", "comment": "One fell through."}
        assert national.post(url(opened, "placements"), form).status_code == 302
        national.post(url(opened, "interval"), {"version": "0", "value": "14.5"})
        page = national.get(url(opened)).content.decode()
        assert "All reported." in page
        assert "3 placements against 4 planned, 25% short of plan" in page
        assert "Off track" in page
        assert "14.5 days, within 10 days to 16 days" in page
        assert AuditEvent.objects.filter(action="nationalfigure.saved").count() == 2

    def test_shows_both_when_somebody_was_quicker(self, national: Client, opened: Framed) -> None:
        there = url(opened, "placements")
        national.post(there, {"version": "0", "value": "3"})
        assert national.post(there, {"version": "0", "value": "3"}).status_code == 302
        response = national.post(there, {"version": "0", "value": "5"})
        assert response.status_code == 409
        assert response.context["form"]["version"].value() == "1"
        assert national.post(there, {"version": "1", "value": "5"}).status_code == 302
        assert figure_of(opened, "placements").value == 5

    def test_says_what_is_wrong(self, national: Client, opened: Framed) -> None:
        page = national.post(url(opened, "placements"), {"version": "0", "value": "-1"})
        assert "The figure must be 0 or more" in page.content.decode()

    def test_ends_with_the_quarter(
        self, national: Client, opened: Framed, cast: Cast, actor_of: ActorOf
    ) -> None:
        close_period(period=opened.periods[2], actor=actor_of(cast.head), at=NOW)
        with pytest.raises(WrongStateError):
            save_national_figure(
                figure=figure_of(opened, "placements"),
                answers=FigureAnswers(Decimal(3)),
                comment="",
                version=0,
                actor=actor_of(cast.national_team),
                at=NOW,
            )
        ReportingPeriod.objects.filter(pk=opened.periods[2].pk).update(
            closed_at=NOW - dt.timedelta(days=1)
        )
        assert national.get(url(opened, "placements")).status_code == 409

    def test_is_the_national_teams_alone(
        self, opened: Framed, cast: Cast, actor_of: ActorOf
    ) -> None:
        for person in (cast.coordinator, cast.administrator, cast.auditor):
            with pytest.raises(NotPermittedError):
                save_national_figure(
                    figure=figure_of(opened, "placements"),
                    answers=FigureAnswers(Decimal(3)),
                    comment="",
                    version=0,
                    actor=actor_of(person),
                    at=NOW,
                )

    def test_costs_the_same_for_many_measures(self, national: Client, opened: Framed) -> None:
        national.get("/programme/plans/")
        small = cost(national, url(opened))
        for order in range(20, 40):
            measure = MeasureFactory.create(
                outcome=opened.outcome, order=order, collection="national"
            )
            NationalFigure.objects.create(measure=measure, period=opened.periods[2])
        assert cost(national, url(opened)) <= small + 1 <= 12


class TestPuttingRight:
    @pytest.fixture
    def reported(self, opened: Framed) -> NationalFigure:
        NationalFigure.objects.filter(
            measure=opened.measures["placements"], period=opened.periods[1]
        ).update(value=3, version=1)
        return figure_of(opened, "placements", 2)

    def test_keeps_the_figure_it_replaces(
        self, national: Client, opened: Framed, reported: NationalFigure
    ) -> None:
        there = url(opened, "placements", "q2", "put-right/")
        form = {"version": "0", "value": "2", "reason": "One ended early."}
        assert national.post(there, form).status_code == 302
        reported.refresh_from_db()
        assert reported.value == 3
        assert Restatement.objects.get().previous_value == 3
        page = national.get(url(opened, quarter="q2")).content.decode()
        assert "Previously reported as 3 placements: One ended early." in page
        assert national.post(there, form).status_code == 409

    def test_is_for_closed_quarters_with_a_figure(
        self, national: Client, opened: Framed, reported: NationalFigure
    ) -> None:
        NationalFigure.objects.filter(period=opened.periods[2]).update(value=3, version=1)
        assert national.get(url(opened, "placements", "q3", "put-right/")).status_code == 409
        assert national.get(url(opened, "interval", "q2", "put-right/")).status_code == 409

    def test_says_why(
        self, opened: Framed, reported: NationalFigure, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(IncompleteError):
            restate_national_figure(
                figure=reported,
                answers=FigureAnswers(Decimal(2)),
                reason="",
                seen=0,
                actor=actor_of(cast.head),
                at=NOW,
            )
