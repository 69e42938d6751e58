"""What happened today, logged on a phone: an event, a saving, and the figure they come to."""

import datetime as dt
from collections.abc import Callable

import pytest

from programme.choices import Unit
from programme.choices_delivery import Counted, RecordKind, SavingState
from programme.models import DerivedMeasure, Event, Saving
from tests.conftest import Cast, Stage
from tests.factories import DepartmentFactory, FundingContributionFactory, MeasureFactory
from tests.journeys.conftest import PHONE, Person
from tests.programme.delivery import records

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
Arrive = Callable[..., Person]


def test_a_day_is_logged_validated_and_followed_from_its_figure(
    person: Arrive, cast: Cast, stage: Stage
) -> None:
    measure = set_up(stage)
    coordinator = on_a_phone(person())

    coordinator.sign_in(cast.coordinator)
    log_an_event(coordinator)
    claim_a_saving(coordinator)
    claim_it_again(coordinator)
    validate_it(on_a_phone(person()), cast)
    follow_the_figure(coordinator, measure)


def set_up(stage: Stage) -> str:
    """A type of event, two departments, a contribution and a measure that follows events."""
    records.event_type(default_outcome=stage.outcome, asks_volunteering_days=False)
    for name in ("Home Office", "HM Revenue and Customs"):
        FundingContributionFactory.create(department=DepartmentFactory.create(name=name))
    measure = MeasureFactory.create(
        outcome=stage.outcome, order=9, title="Events across departments", unit=Unit.EVENTS
    )
    DerivedMeasure.objects.create(
        measure=measure,
        record_kind=RecordKind.EVENT,
        counted=Counted.RECORDS,
        least_departments=2,
    )
    title: str = measure.title
    return title


def on_a_phone(somebody: Person) -> Person:
    somebody.page.set_viewport_size(PHONE)
    return somebody


def look(somebody: Person, name: str) -> None:
    """As ``Person.look``; the phone stays a phone."""
    somebody.look(f"delivery-{name}")
    on_a_phone(somebody)


def log_an_event(coordinator: Person) -> None:
    """Today and the only locality are filled in: four answers and a press are left."""
    page = coordinator.page
    coordinator.page.goto("/programme/delivery/")
    look(coordinator, "home")
    coordinator.follow("Log an event")
    look(coordinator, "log-event")
    coordinator.press("Log it")
    coordinator.sees("Select what it was")
    look(coordinator, "event-errors")

    page.get_by_label("What was it?").select_option("Discovery workshop")
    coordinator.fill("How many people came?", "40")
    for department in ("Home Office", "HM Revenue and Customs"):
        page.get_by_role("checkbox", name=department).check()
    coordinator.press("Log it")

    event = Event.objects.get()
    assert (event.held_on, event.attendance) == (dt.date(2014, 1, 10), 40)
    assert event.departments.count() == 2
    coordinator.sees("Discovery workshop")
    look(coordinator, "event")


def claim_a_saving(coordinator: Person) -> None:
    coordinator.page.goto("/programme/delivery/")
    coordinator.follow("Claim a saving")
    look(coordinator, "claim")
    fill_in_the_claim(coordinator, day="9")
    coordinator.press("Claim it")
    coordinator.sees("£12,400")
    look(coordinator, "saving")


def fill_in_the_claim(coordinator: Person, *, day: str) -> None:
    page = coordinator.page
    coordinator.fill("Who saves it?", "Ministry of Justice")
    coordinator.fill("What is saved?", "Shared reception desk")
    coordinator.fill("Amount", "12,400")
    coordinator.fill_date("When was it agreed?", day, "1", "2014")
    page.get_by_label("Kind of saving").select_option("Estate and shared space")
    page.get_by_label("How often?").select_option("One-off")
    page.get_by_role("checkbox", name="It is cashable").check()
    coordinator.fill("Evidence", "Letter from the estates team, 9 January 2014.")


def claim_it_again(coordinator: Person) -> None:
    """The same money on the same day is refused; on another day its claimer is asked."""
    coordinator.page.goto("/programme/delivery/savings/add/")
    fill_in_the_claim(coordinator, day="9")
    coordinator.press("Claim it")
    coordinator.sees("claimed this saving already")
    look(coordinator, "same-saving")

    coordinator.fill_date("When was it agreed?", "10", "1", "2014")
    coordinator.press("Claim it")
    coordinator.sees("Tick the box if yours is another saving")
    look(coordinator, "like-saving")
    assert Saving.objects.count() == 1


def validate_it(officer: Person, cast: Cast) -> None:
    """Somebody of the national team, who did not claim it."""
    officer.sign_in(cast.national_team)
    officer.page.goto("/programme/delivery/")
    officer.sees("waits for you to validate it")
    look(officer, "national")
    officer.follow("1 saving (£12,400)")
    officer.sees("Shared reception desk")
    look(officer, "savings")
    officer.follow("Shared reception desk", exact=False)
    officer.follow("Validate the saving")
    look(officer, "validate")
    officer.press("Validate this saving")
    assert Saving.objects.get().state == SavingState.VALIDATED
    officer.page.goto("/programme/delivery/savings/statement/")
    officer.sees("£12,400")
    look(officer, "statement")


def follow_the_figure(coordinator: Person, measure: str) -> None:
    """From the quarter's figure to exactly the events behind it."""
    coordinator.page.goto("/programme/delivery/localities/north-west/?quarter=2013-14-q4")
    look(coordinator, "locality")
    coordinator.sees(measure)
    coordinator.page.get_by_role("row", name=measure).get_by_role("link").last.click()
    coordinator.page.get_by_role("heading", level=1).wait_for()
    coordinator.sees("1 event")
    look(coordinator, "figure")
    coordinator.follow("Discovery workshop", exact=False)
    coordinator.sees("HM Revenue and Customs")
