"""The pages of the record of delivery, as people use them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from csplan.accounts.models import User
from objectives.models import PerformanceMeasure
from programme.choices import SuccessionKind
from programme.choices_delivery import Counted, RecordKind, SavingState, VisitState
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    Interchange,
    MeasureUpdate,
    Outcome,
    OutcomeSuccession,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)
from programme.registers.delivery import LOGS
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    CategoryFactory,
    DepartmentFactory,
    FundingContributionFactory,
    OutcomeFactory,
    publish_set,
)
from tests.programme.delivery import records

pytestmark = pytest.mark.any_database

SignIn = Callable[[User], Client]
STRANGERS = ("other_coordinator", "other_assistant", "other_sro")


@pytest.fixture
def sign_in() -> SignIn:
    def client(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return client


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    return OutcomeFactory.create(order=1)


def url(name: str, *args: object) -> str:
    return reverse(f"programme:{name}", args=args)


def posted_day(name: str, day: dt.date) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


@pytest.mark.django_db
class TestScope:
    """Who may read and log at all: tests/access/matrix.csv."""

    @pytest.mark.parametrize("who", STRANGERS)
    def test_another_localitys_record_is_not_there(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, who: str
    ) -> None:
        browser = sign_in(getattr(cast, who))
        for register, record in zip(
            LOGS.values(), records.every_kind(cast.own, outcome), strict=True
        ):
            logged = records.logged(record, cast.coordinator)
            page = browser.get(url(f"{register.slug}-record", logged.pk))
            assert page.status_code == 404
            listed = browser.get(url(f"{register.slug}-list"))
            assert listed.context["found"] == 0


@pytest.mark.django_db
class TestLogging:
    def event_data(self, cast: Cast, **more: str) -> dict[str, str]:
        data = {
            "type": str(records.event_type(default_outcome=OutcomeFactory.create()).pk),
            "locality": str(cast.own.pk),
            "attendance": "40",
            **posted_day("held_on", records.DAY),
        }
        return {**data, **more}

    def test_an_event_takes_four_answers(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.coordinator).post(url("event-add"), self.event_data(cast))
        event = Event.objects.get()
        assert page.status_code == 302
        assert page["Location"] == url("event-record", event.pk)
        assert (event.held_on, event.attendance, event.logged_by) == (
            records.DAY,
            40,
            cast.coordinator,
        )
        assert event.outcome == event.type.default_outcome

    @pytest.mark.parametrize("held_on", [dt.date(2014, 3, 28), dt.date(2014, 4, 2)])
    @pytest.mark.parametrize("is_told", [True, False])
    def test_serves_the_outcome_of_the_plan_of_its_day_when_the_year_has_turned(
        self, cast: Cast, sign_in: SignIn, settings: Settings, held_on: dt.date, is_told: bool
    ) -> None:
        settings.CSPLAN_CLOCK = dt.date(2014, 4, 3)
        old, new = self.old_and_new(cast, title="Skills")
        usual = records.event_type(default_outcome=old)
        told = {"outcome": str(new.pk)} if is_told else {}
        day = posted_day("held_on", held_on)

        page = sign_in(cast.coordinator).post(
            url("event-add"), self.event_data(cast, **{**day, "type": str(usual.pk), **told})
        )

        assert page.status_code == 302
        assert Event.objects.get().outcome == (old if held_on.month == 3 else new)

    def test_asks_for_an_outcome_of_the_plan_of_its_day(
        self, cast: Cast, sign_in: SignIn, settings: Settings
    ) -> None:
        settings.CSPLAN_CLOCK = dt.date(2014, 4, 3)
        old, _ = self.old_and_new(cast, title="Skills")
        other = OutcomeFactory.create(plan__first_year=2014, plan__last_year=2014)
        data = self.event_data(cast, outcome=str(other.pk))

        asked = sign_in(cast.coordinator).post(
            url("event-add"), {**data, **posted_day("held_on", dt.date(2014, 3, 28))}
        )

        page = asked.content.decode()
        assert f"{other.plan} does not cover 28 March 2014" in page
        assert f"{old}, {old.plan}" in page

    @staticmethod
    def old_and_new(cast: Cast, title: str) -> tuple[Outcome, Outcome]:
        """An outcome of 2013/14, and what it became under another name in 2014/15."""
        old = OutcomeFactory.create(title=title)
        new = OutcomeFactory.create(
            title=f"{title} anew", plan__first_year=2014, plan__last_year=2014
        )
        OutcomeSuccession.objects.create(
            earlier=old, later=new, kind=SuccessionKind.CONTINUED, by=cast.head, at=NOW
        )
        return old, new

    @pytest.mark.parametrize("quarter", ["1900-01-q1", "2200-01-q4"])
    def test_shows_the_first_and_the_last_quarter_there_can_be(
        self, cast: Cast, sign_in: SignIn, quarter: str
    ) -> None:
        browser, asked = sign_in(cast.coordinator), {"quarter": quarter}
        for page in (url("delivery"), url("delivery-locality", cast.own.slug)):
            assert browser.get(page, asked).status_code == 200

    def test_tells_in_london_time_when_it_was_logged(
        self, cast: Cast, outcome: Outcome, sign_in: SignIn
    ) -> None:
        event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        late = dt.datetime(2013, 10, 19, 23, 30, tzinfo=dt.UTC)
        Event.objects.filter(pk=event.pk).update(logged_at=late)
        page = sign_in(cast.coordinator).get(url("event-record", event.pk))
        assert f"{cast.coordinator}, 20 October 2013" in page.content.decode()

    def test_a_change_keeps_the_departments_that_took_part(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        some = DepartmentFactory.create_batch(2)
        data = self.event_data(cast, note="Kept.")
        event = records.event(cast.own, OutcomeFactory.create(), type=records.event_type())
        records.logged(event, cast.coordinator, *some)
        browser = sign_in(cast.coordinator)
        form = browser.get(url("event-change", event.pk)).context["form"]
        kept = {"departments": form["departments"].value(), "seen": form.drawn_from}
        browser.post(url("event-change", event.pk), {**data, **kept})
        event.refresh_from_db()
        assert event.note == "Kept."
        assert set(event.departments.all()) == set(some)

    def test_the_page_opens_on_today_and_the_only_locality(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        form = sign_in(cast.coordinator).get(url("event-add")).context["form"]
        assert form["held_on"].value() == NOW.date()
        assert form["locality"].value() == cast.own.pk

    def test_the_same_page_sent_twice_logs_once(self, cast: Cast, sign_in: SignIn) -> None:
        browser = sign_in(cast.coordinator)
        form = browser.get(url("event-add")).context["form"]
        data = self.event_data(cast, entry_key=str(form["entry_key"].value()))
        first = browser.post(url("event-add"), data)
        second = browser.post(url("event-add"), data)
        assert Event.objects.count() == 1
        assert first["Location"] == second["Location"]

    def test_another_locality_is_no_choice(self, cast: Cast, sign_in: SignIn) -> None:
        data = self.event_data(cast, locality=str(cast.other.pk))
        page = sign_in(cast.coordinator).post(url("event-add"), data)
        assert page.status_code == 200
        assert "locality" in page.context["form"].errors
        assert not Event.objects.exists()

    def test_says_beside_the_date_that_it_has_not_come(self, cast: Cast, sign_in: SignIn) -> None:
        tomorrow = NOW.date() + dt.timedelta(days=1)
        data = self.event_data(cast) | posted_day("held_on", tomorrow)
        page = sign_in(cast.coordinator).post(url("event-add"), data)
        assert page.context["form"].errors["held_on"] == [
            "The date of the event must be today or in the past"
        ]

    def test_each_other_kind_is_logged(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome
    ) -> None:
        browser = sign_in(cast.assistant)
        first, second = DepartmentFactory.create_batch(2)
        locality = {"locality": str(cast.own.pk)}
        pages = {
            "visit": {
                "shows": "Digital by default",
                "host": "Jobcentre Plus, Bolton",
                **posted_day("first_possible_on", dt.date(2014, 2, 3)),
                **posted_day("second_possible_on", dt.date(2014, 2, 4)),
                **posted_day("offered_on", records.DAY),
            },
            "case-study": {
                "title": "One front desk",
                "outcome": str(outcome.pk),
                "words": "Four departments greet visitors at one desk.",
            },
            "redeployment": {
                "people_count": "3",
                "from_department": str(first.pk),
                "to_department": str(second.pk),
                **posted_day("started_on", records.DAY),
            },
            "interchange": {
                "role": "Project manager",
                "from_department": str(first.pk),
                "to_department": str(second.pk),
                **posted_day("starts_on", records.DAY),
            },
        }
        for slug, data in pages.items():
            page = browser.post(url(f"{slug}-add"), {**data, **locality})
            assert page.status_code == 302, page.context["form"].errors
        for model in (Visit, CaseStudy, Redeployment, Interchange):
            assert model.objects.get().logged_by == cast.assistant

    def test_a_change_made_meanwhile_is_shown_beside_ones_own(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome
    ) -> None:
        event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        mine, theirs = sign_in(cast.coordinator), sign_in(cast.assistant)
        change = url("event-change", event.pk)
        seen = mine.get(change).content.decode().split('name="seen" value="')[1].split('"')[0]
        data = {
            "type": str(event.type_id),
            "locality": str(cast.own.pk),
            "outcome": str(outcome.pk),
            "entry_key": str(event.entry_key),
            "seen": seen,
            **posted_day("held_on", records.DAY),
        }
        assert theirs.post(change, {**data, "attendance": "41"}).status_code == 302
        page = mine.post(change, {**data, "attendance": "42"})
        event.refresh_from_db()
        assert page.status_code == 409
        assert event.attendance == 41
        assert 'value="42"' in page.content.decode()


@pytest.mark.django_db
class TestSavings:
    def data(self, cast: Cast, **more: str) -> dict[str, str]:
        data = {
            "partner": "Ministry of Justice",
            "what": "Shared reception desk",
            "amount_pence": "12,400",
            "kind": "estate",
            "recurrence": "one_off",
            "is_cashable": "on",
            "evidence": "Letter of 12 November 2013.",
            "locality": str(cast.own.pk),
            **posted_day("agreed_on", records.DAY),
        }
        return {**data, **more}

    def test_is_claimed_in_pounds_and_kept_in_pence(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.coordinator).post(url("saving-add"), self.data(cast))
        assert page.status_code == 302
        assert Saving.objects.get().amount_pence == 1_240_000

    def test_one_claimed_already_is_refused(self, cast: Cast, sign_in: SignIn) -> None:
        records.logged(records.saving(cast.own), cast.coordinator)
        data = self.data(cast, what="shared reception  DESK", is_another="on")
        page = sign_in(cast.assistant).post(url("saving-add"), data)
        assert page.context["form"].errors["what"] == [
            f"{cast.coordinator} claimed this saving already"
        ]
        assert Saving.objects.count() == 1

    def test_one_like_it_is_warned_of_and_then_confirmed(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        records.logged(records.saving(cast.own), cast.coordinator)
        browser = sign_in(cast.assistant)
        data = self.data(cast) | posted_day("agreed_on", dt.date(2013, 12, 20))
        warned = browser.post(url("saving-add"), data)
        assert "Tick the box if yours is another saving" in warned.content.decode()
        assert 'name="is_another"' in warned.content.decode()
        assert Saving.objects.count() == 1
        confirmed = browser.post(url("saving-add"), {**data, "is_another": "on"})
        assert confirmed.status_code == 302
        assert Saving.objects.count() == 2

    @pytest.mark.parametrize(
        ("who", "answer"),
        [
            ("national_team", 200), ("coordinator", 403), ("sro", 403), ("head", 403),
            ("auditor", 403), ("other_coordinator", 404), ("nsg", 403),
        ],
    )  # fmt: skip
    def test_is_validated_by_the_national_team(
        self, cast: Cast, sign_in: SignIn, who: str, answer: int
    ) -> None:
        saving = records.logged(records.saving(cast.own), cast.coordinator)
        page = sign_in(getattr(cast, who)).get(url("saving-validate", saving.pk))
        assert page.status_code == answer

    def test_a_decision_is_kept(self, cast: Cast, sign_in: SignIn) -> None:
        saving = records.logged(records.saving(cast.own), cast.coordinator)
        browser = sign_in(cast.national_team)
        page = browser.post(url("saving-validate", saving.pk), {"version": "1"})
        saving.refresh_from_db()
        assert page.status_code == 302
        assert saving.state == SavingState.VALIDATED
        again = browser.post(url("saving-refuse", saving.pk), {"version": "2", "reason": "No."})
        assert again.status_code == 409

    def test_a_claim_changed_meanwhile_is_looked_at_again(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        saving = records.logged(records.saving(cast.own, version=2), cast.coordinator)
        page = sign_in(cast.national_team).post(
            url("saving-refuse", saving.pk), {"version": "1", "reason": "No letter."}
        )
        assert page.status_code == 409
        assert "No letter." in page.content.decode()
        assert page.context["form"]["version"].value() == "2"

    def test_shows_the_same_claim_of_another_locality(self, cast: Cast, sign_in: SignIn) -> None:
        saving = records.logged(records.saving(cast.own), cast.coordinator)
        records.logged(records.saving(cast.other), cast.other_coordinator)
        page = sign_in(cast.national_team).get(url("saving-validate", saving.pk))
        assert "South West, agreed on 12 November 2013" in page.content.decode()

    def test_the_statement_sets_them_against_contributions(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        FundingContributionFactory.create_batch(5)
        validated = {
            "state": SavingState.VALIDATED,
            "decided_by": cast.national_team,
            "decided_at": NOW,
        }
        records.logged(records.saving(cast.own, **validated), cast.coordinator)
        records.logged(
            records.saving(cast.own, amount_pence=600_000, is_cashable=False), cast.coordinator
        )
        page = sign_in(cast.head).get(url("savings-statement"))
        statement = page.context["statement"]
        assert statement.contributions == 110_000_000
        assert (statement.claimed, statement.validated) == (1_840_000, 1_240_000)
        assert (statement.cashable, statement.outstanding) == (1_240_000, 108_760_000)
        assert "£1,087,600 is still to come" in page.content.decode()

    def test_the_statement_of_a_locality_holds_its_own(self, cast: Cast, sign_in: SignIn) -> None:
        records.logged(records.saving(cast.own), cast.coordinator)
        records.logged(records.saving(cast.other), cast.other_coordinator)
        page = sign_in(cast.sro).get(url("savings-statement"))
        assert page.context["statement"].claimed == 1_240_000


@pytest.mark.django_db
class TestVisits:
    def test_are_accepted_then_done(self, cast: Cast, sign_in: SignIn) -> None:
        visit = records.logged(records.visit(cast.own), cast.coordinator)
        browser = sign_in(cast.national_team)
        day = posted_day("visit_on", dt.date(2014, 1, 8))
        for name, version in (("accept", "1"), ("complete", "2")):
            page = browser.post(url(f"visit-{name}", visit.pk), {"version": version, **day})
            assert page.status_code == 302
        visit.refresh_from_db()
        assert (visit.state, visit.visit_on) == (VisitState.DONE, dt.date(2014, 1, 8))
        told = browser.get(url("visit-record", visit.pk)).context["events"]
        assert [event.note for event in told[:2]] == [
            "State: Accepted → Done",
            "State: Proposed → Accepted\nDay of the visit: 8 January 2014",
        ]

    def test_are_declined_for_a_reason(self, cast: Cast, sign_in: SignIn) -> None:
        visit = records.logged(records.visit(cast.own), cast.coordinator)
        browser = sign_in(cast.coordinator)
        empty = browser.post(url("visit-decline", visit.pk), {"version": "1"})
        assert "answer" in empty.context["form"].errors
        browser.post(url("visit-decline", visit.pk), {"version": "1", "answer": "Diary full."})
        visit.refresh_from_db()
        assert visit.state == VisitState.DECLINED
        told = browser.get(url("visit-record", visit.pk)).context["events"][0].note
        assert told == "State: Proposed → Declined\nAnswer: Diary full."

    def test_that_were_not_accepted_cannot_have_taken_place(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        visit = records.logged(records.visit(cast.own), cast.coordinator)
        day = posted_day("visit_on", dt.date(2014, 1, 8))
        page = sign_in(cast.national_team).post(
            url("visit-complete", visit.pk), {"version": "1", **day}
        )
        assert page.status_code == 409

    def test_their_interval_is_set_against_the_standard(self, cast: Cast, sign_in: SignIn) -> None:
        category = CategoryFactory.create()
        measure = PerformanceMeasure.objects.create(
            category=category, order=1, reference="P1", text="A visit every 2 weeks."
        )
        publish_set(category.objective_set)
        PerformanceMeasure.objects.update(text="Words of a draft")
        VisitStandard.objects.create(year_start=2012, interval_days=14, measure=measure)
        for day in (1, 21):
            records.logged(
                records.visit(
                    cast.own,
                    host=f"Host {day}",
                    state=VisitState.DONE,
                    visit_on=dt.date(2013, 12, day),
                    answered_by=cast.coordinator,
                    answered_at=NOW,
                ),
                cast.coordinator,
            )
        page = sign_in(cast.head).get(url("visit-interval")).content.decode()
        assert "A visit every 20 days on average; the standard is 14" in page
        assert "divided by the number of gaps" in page
        listed = sign_in(cast.head).get("/programme/delivery/visit-standards/").content.decode()
        for words in (page, listed):
            assert "A visit every 2 weeks." in words
            assert "Words of a draft" not in words


@pytest.mark.django_db
class TestWithdrawing:
    @pytest.mark.parametrize("number", range(6))
    def test_takes_a_record_out_and_keeps_it(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, number: int
    ) -> None:
        kind, register = list(LOGS.items())[number]
        made = records.every_kind(cast.own, outcome)[number]
        record = records.logged(made, cast.coordinator)
        browser = sign_in(cast.coordinator)
        page = browser.post(
            url("delivery-withdraw", kind, record.pk), {"version": "1", "reason": "Twice."}
        )
        assert page.status_code == 302
        shown = browser.get(url(f"{register.slug}-record", record.pk)).content.decode()
        assert "Withdrawn" in shown
        assert "Twice." in shown

    @pytest.mark.parametrize(
        ("who", "answer"), [("sro", 403), ("national_team", 403), ("other_coordinator", 404)]
    )
    def test_is_not_for_others(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, who: str, answer: int
    ) -> None:
        event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        page = sign_in(getattr(cast, who)).post(
            url("delivery-withdraw", "events", event.pk), {"version": "1", "reason": "No."}
        )
        assert page.status_code == answer

    def test_of_something_unheard_of_is_not_there(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.coordinator).get(url("delivery-withdraw", "parties", 1))
        assert page.status_code == 404


class TestMeasures:
    """What the record says stands beside a measure, and one press reports it."""

    @pytest.fixture
    def derived(self, stage: Stage, cast: Cast) -> DerivedMeasure:
        derived = DerivedMeasure.objects.create(
            measure=stage.measure_update.measure,
            record_kind=RecordKind.EVENT,
            counted=Counted.RECORDS,
        )
        for day in (3, 4):
            event = records.event(cast.own, stage.outcome, held_on=dt.date(2013, 12, day))
            records.logged(event, cast.coordinator)
        return derived

    def slugs(self, stage: Stage) -> tuple[str, str, int]:
        return stage.period.slug, stage.own.locality.slug, stage.measure_update.measure_id

    def test_the_figure_stands_on_the_measures_page(
        self, stage: Stage, cast: Cast, sign_in: SignIn, derived: DerivedMeasure
    ) -> None:
        page = sign_in(cast.coordinator).get(url("measure-update", *self.slugs(stage)))
        words = page.content.decode()
        assert "From the record" in words
        assert "Use 2 events" in words

    def test_nothing_stands_there_for_a_measure_that_is_typed(
        self, stage: Stage, cast: Cast, sign_in: SignIn
    ) -> None:
        page = sign_in(cast.coordinator).get(url("measure-update", *self.slugs(stage)))
        assert "From the record" not in page.content.decode()

    def test_one_press_reports_it(
        self, stage: Stage, cast: Cast, sign_in: SignIn, derived: DerivedMeasure
    ) -> None:
        browser = sign_in(cast.coordinator)
        address = url("measure-from-record", *self.slugs(stage))
        page = browser.post(address, {"version": "0"})
        update = MeasureUpdate.objects.get(pk=stage.measure_update.pk)
        assert page.status_code == 302
        assert (update.value, update.version) == (Decimal(2), 1)
        assert browser.post(address, {"version": "0"}).status_code == 409

    @pytest.mark.parametrize(
        ("who", "answer"), [("sro", 403), ("national_team", 403), ("other_coordinator", 404)]
    )
    def test_the_press_is_for_the_writers_of_the_return(
        self,
        stage: Stage,
        cast: Cast,
        sign_in: SignIn,
        derived: DerivedMeasure,
        who: str,
        answer: int,
    ) -> None:
        page = sign_in(getattr(cast, who)).post(
            url("measure-from-record", *self.slugs(stage)), {"version": "0"}
        )
        assert page.status_code == answer

    def test_the_figure_leads_to_exactly_its_records(
        self, stage: Stage, cast: Cast, sign_in: SignIn, derived: DerivedMeasure
    ) -> None:
        september = dt.date(2013, 9, 30)
        outside = records.event(cast.own, stage.outcome, held_on=september, title="Too early")
        elsewhere = records.event(cast.other, stage.outcome, title="Elsewhere")
        records.logged(outside, cast.coordinator)
        records.logged(elsewhere, cast.other_coordinator)
        period, locality, measure = self.slugs(stage)
        page = sign_in(cast.sro).get(url("measure-records", measure, period, locality))
        words = page.content.decode()
        assert len(page.context["table"]["rows"]) == 2
        assert "3 December 2013" in words
        assert "Too early" not in words
        assert "Elsewhere" not in words

    @pytest.mark.parametrize(("who", "answer"), [("other_coordinator", 404), ("nsg", 403)])
    def test_its_records_are_not_for_others(
        self,
        stage: Stage,
        cast: Cast,
        sign_in: SignIn,
        derived: DerivedMeasure,
        who: str,
        answer: int,
    ) -> None:
        period, locality, measure = self.slugs(stage)
        page = sign_in(getattr(cast, who)).get(url("measure-records", measure, period, locality))
        assert page.status_code == answer

    def test_a_localitys_page_sets_them_side_by_side(
        self, stage: Stage, cast: Cast, sign_in: SignIn, derived: DerivedMeasure
    ) -> None:
        page = sign_in(cast.coordinator).get(
            url("delivery-locality", cast.own.slug), {"quarter": "2013-14-q3"}
        )
        [line] = page.context["derived"]
        assert (line.from_record.figure, line.reported) == ("2 events", "")
