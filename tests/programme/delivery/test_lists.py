"""Lists of the record: found, narrowed, exported and imported; queries do not grow."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from csplan.accounts.models import User
from objectives.models import PerformanceMeasure
from programme.choices_delivery import Counted, RecordKind
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    Interchange,
    Outcome,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)
from programme.registers.delivery import LOGS
from tests.conftest import Cast
from tests.factories import (
    CategoryFactory,
    DepartmentFactory,
    LocalityFactory,
    MeasureFactory,
    OutcomeFactory,
    ReportingPeriodFactory,
    publish_set,
)
from tests.programme.delivery import records
from tests.programme.delivery.test_pages import sign_in

SignIn = Callable[[User], Client]
MOST_QUERIES = 25
HUGE = "9" * 25
MODELS = (Event, Saving, Visit, CaseStudy, Redeployment, Interchange)

__all__ = ["sign_in"]


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    ReportingPeriodFactory.create()
    return OutcomeFactory.create(order=1)


def url(name: str, *args: object) -> str:
    return reverse(f"programme:{name}", args=args)


def fill(cast: Cast, outcome: Outcome, count: int) -> None:
    """``count`` more records of each kind, each with a place and a name of its own."""
    for number in range(count):
        serial = Event.objects.count()
        locality = LocalityFactory.create(cluster=cast.own.cluster)
        made = [
            records.event(locality, outcome, title=f"Event {serial}"),
            records.saving(locality, what=f"Saving {serial}"),
            records.visit(locality, host=f"Host {serial}"),
            records.case_study(locality, outcome, title=f"Case {serial}"),
            records.redeployment(locality, people_count=number + 1),
            records.interchange(locality, role=f"Role {serial}"),
        ]
        for record in made:
            records.logged(record, cast.assistant, *DepartmentFactory.create_batch(2))


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


class TestQueries:
    @pytest.mark.parametrize(
        "name",
        [
            "delivery", "savings-statement", "visit-interval",
            *(f"{register.slug}-list" for register in LOGS.values()),
        ],
    )  # fmt: skip
    def test_do_not_grow_with_the_record(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, name: str
    ) -> None:
        browser = sign_in(cast.assistant)
        browser.get(url("delivery"))
        fill(cast, outcome, 2)
        few = queries_of(browser, url(name))
        fill(cast, outcome, 12)
        assert queries_of(browser, url(name)) == few <= MOST_QUERIES

    def test_of_an_export_do_not_grow(self, cast: Cast, sign_in: SignIn, outcome: Outcome) -> None:
        browser = sign_in(cast.assistant)
        browser.get(url("delivery"))
        fill(cast, outcome, 2)
        few = queries_of(browser, url("event-export", "csv"))
        fill(cast, outcome, 12)
        assert queries_of(browser, url("event-export", "csv")) == few <= MOST_QUERIES


class TestNarrowing:
    @pytest.fixture
    def events(self, cast: Cast, outcome: Outcome) -> None:
        academy = records.event_type(slug="academy")
        early = dt.date(2013, 9, 30)
        for record in (
            records.event(cast.own, outcome, title="Jobs fair"),
            records.event(cast.own, OutcomeFactory.create(order=2), title="Second outcome"),
            records.event(cast.own, outcome, title="Early", held_on=early),
            records.event(cast.own, outcome, title="New students", type=academy),
        ):
            records.logged(record, cast.coordinator)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", 4),
            ("q=jobs", 1),
            ("quarter=2013-14-q3", 3),
            ("quarter=2013-14-q2", 1),
            ("quarter=nonsense", 0),
            ("type=nonsense", 0),
            ("standing=no", 0),
            ("standing=yes", 4),
        ],
    )
    @pytest.mark.usefixtures("events")
    def test_by_words_quarter_and_standing(
        self, cast: Cast, sign_in: SignIn, query: str, found: int
    ) -> None:
        page = sign_in(cast.sro).get(f"{url('event-list')}?{query}")
        assert page.context["found"] == found

    @pytest.mark.usefixtures("events")
    def test_by_type_outcome_and_locality(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome
    ) -> None:
        browser = sign_in(cast.head)
        academy = records.event_type(slug="academy")
        for query, found in (
            (f"type={academy.pk}", 1),
            (f"outcome={outcome.pk}", 3),
            (f"locality={cast.own.pk}", 4),
            (f"locality={cast.other.pk}", 0),
        ):
            page = browser.get(f"{url('event-list')}?{query}")
            assert page.context["found"] == found, query

    @pytest.mark.parametrize("register", LOGS.values(), ids=LOGS)
    def test_every_list_sorts_by_each_of_its_headings(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, register: object
    ) -> None:
        fill(cast, outcome, 2)
        browser = sign_in(cast.assistant)
        for column in register.columns:  # type: ignore[attr-defined]
            if column.order_by and column.is_listed:
                address = f"{url(f'{register.slug}-list')}?sort=-{column.name}"  # type: ignore[attr-defined]
                assert browser.get(address).status_code == 200


class TestStrangeAddresses:
    """Numbers no key can be, and words that are none, find nothing."""

    @pytest.mark.parametrize(
        ("address", "answer"),
        [
            (f"events/{HUGE}/", 404),
            (f"events/?type={HUGE}", 200),
            (f"events/?locality={HUGE}", 200),
            (f"measures/{HUGE}/2013-14-q3/north-west/", 404),
            (f"savings/{HUGE}/validate/", 404),
            ("measures/1/no-quarter/north-west/", 404),
            ("?quarter=nonsense", 404),
            ("savings/statement/?year=nonsense", 404),
            ("events/?q=%00", 200),
            ("events/?sort=nonsense", 200),
            (f"events/?page={HUGE}", 200),
        ],
    )
    def test_are_answered_plainly(
        self, cast: Cast, sign_in: SignIn, address: str, answer: int
    ) -> None:
        page = sign_in(cast.head).get(url("delivery") + address)
        assert page.status_code == answer


def upload(browser: Client, slug: str, kind: str, data: bytes) -> Any:
    """The preview of the file."""
    file = SimpleUploadedFile(f"{slug}.{kind}", data)
    page = browser.post(url(f"{slug}-import"), {"file": file})
    assert page.status_code == 302, page.context["form"].errors
    return browser.get(page["Location"])


class TestSettingsRoundTrip:
    """Types of event, measures that follow the record, and how often visits should happen."""

    @pytest.fixture
    def made(self, outcome: Outcome) -> dict[str, Any]:
        workshop = records.event_type(default_outcome=outcome, order=2)
        derived = DerivedMeasure.objects.create(
            measure=MeasureFactory.create(outcome=outcome),
            record_kind=RecordKind.EVENT,
            counted=Counted.ATTENDANCE,
            least_departments=2,
        )
        derived.event_types.set([workshop, records.event_type(slug="academy")])
        asked_by = PerformanceMeasure.objects.create(
            category=CategoryFactory.create(),
            order=1,
            reference="P1",
            text="Visits every two weeks",
        )
        publish_set(asked_by.category.objective_set)
        standard = VisitStandard.objects.create(
            year_start=2013, interval_days=14, measure=asked_by
        )
        return {"event-type": workshop, "derived-measure": derived, "visit-standard": standard}

    @pytest.mark.parametrize(("who", "is_led"), [("administrator", True), ("nsg", False)])
    def test_are_reached_from_the_plans_by_those_who_keep_them(
        self, cast: Cast, sign_in: SignIn, who: str, is_led: bool
    ) -> None:
        page = sign_in(getattr(cast, who)).get(url("plan-list")).content.decode()
        for slug in ("event-type", "derived-measure", "visit-standard"):
            assert (url(f"{slug}-list") in page) is is_led

    def test_say_from_which_financial_year_a_standard_holds(
        self, cast: Cast, sign_in: SignIn, made: dict[str, Any]
    ) -> None:
        page = sign_in(cast.administrator).get(url("visit-standard-list"))
        assert list(page.context["table"].as_values())[1][1] == "2013/14"

    @pytest.mark.parametrize("kind", ["csv", "ods"])
    @pytest.mark.parametrize("slug", ["event-type", "derived-measure", "visit-standard"])
    def test_an_export_comes_back_unchanged_and_makes_the_same_again(
        self, cast: Cast, sign_in: SignIn, made: dict[str, Any], slug: str, kind: str
    ) -> None:
        browser = sign_in(cast.administrator)
        data = browser.get(url(f"{slug}-export", kind)).content
        count = type(made[slug]).objects.count()

        preview = upload(browser, slug, kind, data)
        assert preview.context["plan"].counts == {"Unchanged": count}, preview.context["refused"]

        DerivedMeasure.objects.all().delete()
        type(made[slug]).objects.all().delete()
        preview = upload(browser, slug, kind, data)
        assert preview.context["plan"].counts == {"Added": count}, preview.context["refused"]
        browser.post(preview.request["PATH_INFO"], {"plan": preview.context["plan"].digest})
        assert browser.get(url(f"{slug}-export", kind)).content == data


class TestWords:
    @pytest.mark.parametrize("kind", sorted(LOGS))
    def test_say_the_same_of_adding_wherever_it_is_offered(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, kind: str
    ) -> None:
        register, browser = LOGS[kind], sign_in(cast.coordinator)
        words = register.add_words
        links = browser.get(url("delivery")).context["lines"]
        assert words in {line["add_words"] for line in links}
        assert f">{words}</a>" in browser.get(register.url("list")).content.decode()
        assert browser.get(register.url("add")).context["heading"] == words

    def test_say_what_a_column_of_the_template_takes(self, cast: Cast, sign_in: SignIn) -> None:
        guide = sign_in(cast.coordinator).get(url("event-import")).context["guide"]
        takes = {column: kind for column, _, kind, _ in guide}
        assert (takes["Attendance"], takes["Volunteering days"]) == ("A whole number", "A number")


class TestRoundTrip:
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    @pytest.mark.parametrize("number", range(6))
    def test_an_export_comes_back_unchanged_and_makes_the_same_again(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome, number: int, kind: str
    ) -> None:
        register = list(LOGS.values())[number]
        model = MODELS[number]
        departments = DepartmentFactory.create_batch(2)
        made = records.every_kind(cast.own, outcome)[number]
        records.logged(made, cast.coordinator, *departments)
        browser = sign_in(cast.coordinator)
        data = browser.get(url(f"{register.slug}-export", kind)).content

        preview = upload(browser, register.slug, kind, data)
        assert [count for _, count in preview.context["counts"]] == [0, 0, 1, 0]

        stored = model.objects.get()
        before = {name: getattr(stored, name) for name in stored.details}
        if isinstance(stored, Event):
            stored.departments.clear()
        model.objects.all().delete()
        preview = upload(browser, register.slug, kind, data)
        assert [count for _, count in preview.context["counts"]] == [1, 0, 0, 0]
        done = browser.post(preview.request["PATH_INFO"], {"plan": preview.context["plan"].digest})
        assert done.status_code == 302
        again = model.objects.get()
        assert {name: getattr(again, name) for name in again.details} == before
        assert again.logged_by == cast.coordinator
        if isinstance(again, Event):
            assert set(again.departments.all()) == set(departments)

    @pytest.mark.parametrize("number", [0, 3])
    @pytest.mark.parametrize("title", ["Skills", "Estates"])
    def test_an_export_comes_back_unchanged_when_the_year_has_turned(
        self, cast: Cast, sign_in: SignIn, settings: Settings, number: int, title: str
    ) -> None:
        """Whether the next plan has an outcome of the same number and title, or of neither."""
        old = OutcomeFactory.create(order=1, title="Skills")
        OutcomeFactory.create(order=1, title=title, plan__first_year=2014, plan__last_year=2014)
        made = records.logged(records.every_kind(cast.own, old)[number], cast.coordinator)
        assert made.outcome == old
        settings.CSPLAN_CLOCK = dt.date(2014, 4, 3)
        browser, register = sign_in(cast.coordinator), list(LOGS.values())[number]

        data = browser.get(url(f"{register.slug}-export", "csv")).content
        preview = upload(browser, register.slug, "csv", data)

        assert [count for _, count in preview.context["counts"]] == [0, 0, 1, 0]

    def test_a_locality_of_others_is_refused_by_row(
        self, cast: Cast, sign_in: SignIn, outcome: Outcome
    ) -> None:
        records.logged(records.event(cast.other, outcome), cast.other_coordinator)
        data = sign_in(cast.head).get(url("event-export", "csv")).content
        preview = upload(sign_in(cast.coordinator), "event", "csv", data)
        assert [count for _, count in preview.context["counts"]] == [0, 0, 0, 1]
        assert "South West" in preview.content.decode()

    def test_the_same_saving_twice_in_a_file_is_refused(self, cast: Cast, sign_in: SignIn) -> None:
        records.logged(records.saving(cast.own), cast.coordinator)
        browser = sign_in(cast.coordinator)
        data = browser.get(url("saving-export", "csv")).content
        Saving.objects.all().delete()
        twice = data + data.split(b"\r\n", 1)[1]
        preview = upload(browser, "saving", "csv", twice)
        assert preview.context["plan"].counts["Refused"] == 1
