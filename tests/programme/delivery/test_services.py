"""Logging, putting right, withdrawing; claiming and deciding; offering and answering."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from programme.choices_delivery import SavingState, VisitState
from programme.models import Event, Outcome, Saving, Visit
from programme.models.delivery import DeliveryRecord
from programme.services.delivery import (
    InvalidRecordError,
    change_record,
    log_record,
    withdraw_record,
)
from programme.services.savings import (
    ClaimedAlreadyError,
    LooksAlikeError,
    change_saving,
    claim_saving,
    refuse_saving,
    validate_saving,
)
from programme.services.visits import accept_visit, complete_visit, decline_visit
from tests.conftest import NOW, Cast
from tests.factories import BusinessPlanFactory, DepartmentFactory, OutcomeFactory, grant
from tests.programme.delivery import records

ActorOf = Callable[[User], Actor]
TODAY = NOW.date()
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def outcome(db: None) -> Outcome:
    return OutcomeFactory.create()


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


class TestLogRecord:
    @pytest.mark.parametrize("number", [0, 2, 3, 4, 5])
    @pytest.mark.parametrize("who", ["coordinator", "assistant"])
    def test_adds_each_kind_for_the_locality_of_the_writer(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome, number: int, who: str
    ) -> None:
        record = records.every_kind(cast.own, outcome)[number]
        logged = log_record(record=record, actor=actor_of(getattr(cast, who)), at=NOW)
        logged.refresh_from_db()
        assert (logged.logged_by, logged.logged_at, logged.version) == (
            getattr(cast, who),
            NOW,
            1,
        )
        [event] = AuditEvent.objects.all()
        assert event.action.endswith(".logged")
        assert event.after["locality"] == "North West"

    @pytest.mark.parametrize(
        "who",
        [
            "sro", "other_coordinator", "other_assistant", "former_coordinator",
            "national_team", "head", "nsg", "private_office", "administrator", "auditor",
            "outsider",
        ],
    )  # fmt: skip
    def test_refuses_everybody_else(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome, who: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            log_record(
                record=records.event(cast.own, outcome),
                actor=actor_of(getattr(cast, who)),
                at=NOW,
            )
        assert not Event.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_keeps_the_departments_that_took_part(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome
    ) -> None:
        departments = DepartmentFactory.create_batch(3)
        event = log_record(
            record=records.event(cast.own, outcome),
            departments=departments,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        assert set(event.departments.all()) == set(departments)

    def test_makes_one_record_of_a_page_sent_twice(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome
    ) -> None:
        actor = actor_of(cast.coordinator)
        first = log_record(record=records.event(cast.own, outcome), actor=actor, at=NOW)
        again = records.event(cast.own, outcome, entry_key=first.entry_key)
        assert log_record(record=again, actor=actor, at=NOW).pk == first.pk
        assert actions() == ["event.logged"]

    def test_tidies_the_words(self, cast: Cast, actor_of: ActorOf, outcome: Outcome) -> None:
        record = records.event(cast.own, outcome, title=" Jobs\n fair ", note="  Full. \r\n")
        event = log_record(record=record, actor=actor_of(cast.coordinator), at=NOW)
        assert (event.title, event.note) == ("Jobs fair", "Full.")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"held_on": TOMORROW}, "held_on"),
            ({"volunteering_days": Decimal("1.3")}, "volunteering_days"),
            ({"volunteering_days": Decimal(-1)}, "volunteering_days"),
            ({"attendance": -1}, "attendance"),
            ({"note": "x" * 4_001}, "note"),
        ],
    )
    def test_says_what_is_wrong(
        self,
        cast: Cast,
        actor_of: ActorOf,
        outcome: Outcome,
        values: dict[str, object],
        field: str,
    ) -> None:
        record = records.event(cast.own, outcome, **values)
        with pytest.raises(InvalidRecordError) as refused:
            log_record(record=record, actor=actor_of(cast.coordinator), at=NOW)
        assert field in refused.value.problems
        assert not Event.objects.exists()

    def test_refuses_figures_its_type_does_not_ask_for(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome
    ) -> None:
        plain = records.event_type(
            slug="awareness", asks_attendance=False, asks_volunteering_days=False
        )
        record = records.event(cast.own, outcome, type=plain, attendance=12)
        with pytest.raises(InvalidRecordError, match="does not count attendance"):
            log_record(record=record, actor=actor_of(cast.coordinator), at=NOW)

    def test_refuses_an_outcome_of_another_years_plan(self, cast: Cast, actor_of: ActorOf) -> None:
        later = BusinessPlanFactory.create(first_year=2014, last_year=2015)
        record = records.event(cast.own, OutcomeFactory.create(plan=later))
        with pytest.raises(InvalidRecordError, match="an outcome of the plan for 2013/14"):
            log_record(record=record, actor=actor_of(cast.coordinator), at=NOW)


class TestChangeRecord:
    @pytest.fixture
    def event(self, cast: Cast, outcome: Outcome) -> Event:
        event: Event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        return event

    def test_keeps_what_it_was(self, cast: Cast, actor_of: ActorOf, event: Event) -> None:
        event.attendance = 45
        change_record(record=event, version=1, actor=actor_of(cast.assistant), at=NOW)
        event.refresh_from_db()
        [change] = AuditEvent.objects.all()
        assert (event.attendance, event.version) == (45, 2)
        assert (change.before["attendance"], change.after["attendance"]) == ("40", "45")

    def test_refuses_a_stale_version(self, cast: Cast, actor_of: ActorOf, event: Event) -> None:
        actor = actor_of(cast.coordinator)
        change_record(record=event, version=1, actor=actor, at=NOW)
        event.attendance = 99
        with pytest.raises(StaleVersionError):
            change_record(record=event, version=1, actor=actor, at=NOW)
        event.refresh_from_db()
        assert event.attendance == 40

    def test_refuses_to_move_it_to_a_locality_of_others(
        self, cast: Cast, actor_of: ActorOf, event: Event
    ) -> None:
        event.locality = cast.other
        with pytest.raises(NotPermittedError):
            change_record(record=event, version=1, actor=actor_of(cast.coordinator), at=NOW)

    def test_refuses_an_offer_that_has_been_answered(self, cast: Cast, actor_of: ActorOf) -> None:
        visit: Visit = records.logged(records.visit(cast.own), cast.coordinator)
        actor = actor_of(cast.coordinator)
        decline_visit(visit=visit, answer="The day is taken.", version=1, actor=actor, at=NOW)
        visit.refresh_from_db()
        visit.host = "Somebody else"
        with pytest.raises(WrongStateError, match="has been answered"):
            change_record(record=visit, version=2, actor=actor, at=NOW)


class TestWithdrawRecord:
    @pytest.mark.parametrize("number", range(6))
    def test_leaves_the_record_to_be_read(
        self, cast: Cast, actor_of: ActorOf, outcome: Outcome, number: int
    ) -> None:
        made = records.every_kind(cast.own, outcome)[number]
        record: DeliveryRecord = records.logged(made, cast.coordinator)
        withdraw_record(
            record=record,
            reason="Logged twice.",
            version=1,
            actor=actor_of(cast.assistant),
            at=NOW,
        )
        record.refresh_from_db()
        assert record.is_withdrawn
        assert not type(record)._default_manager.standing().exists()  # type: ignore[attr-defined]
        assert actions()[0].endswith(".withdrawn")

    def test_asks_why(self, cast: Cast, actor_of: ActorOf, outcome: Outcome) -> None:
        event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        with pytest.raises(InvalidRecordError):
            withdraw_record(
                record=event, reason=" ", version=1, actor=actor_of(cast.coordinator), at=NOW
            )

    def test_happens_once(self, cast: Cast, actor_of: ActorOf, outcome: Outcome) -> None:
        event = records.logged(records.event(cast.own, outcome), cast.coordinator)
        actor = actor_of(cast.coordinator)
        withdraw_record(record=event, reason="A slip.", version=1, actor=actor, at=NOW)
        with pytest.raises(WrongStateError):
            withdraw_record(record=event, reason="A slip.", version=2, actor=actor, at=NOW)

    def test_refuses_a_validated_saving(self, cast: Cast, actor_of: ActorOf) -> None:
        saving = records.logged(records.saving(cast.own), cast.coordinator)
        validate_saving(saving=saving, version=1, actor=actor_of(cast.national_team), at=NOW)
        with pytest.raises(WrongStateError):
            withdraw_record(
                record=saving, reason="No.", version=2, actor=actor_of(cast.coordinator), at=NOW
            )


class TestClaimSaving:
    def test_claims_it(self, cast: Cast, actor_of: ActorOf) -> None:
        saving = claim_saving(
            saving=records.saving(cast.own),
            is_another=False,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        assert (saving.state, saving.occurrence) == (SavingState.CLAIMED, 0)
        assert actions() == ["saving.logged"]

    def test_refuses_the_same_saving_on_the_same_day(self, cast: Cast, actor_of: ActorOf) -> None:
        first = records.logged(records.saving(cast.own), cast.coordinator)
        same = records.saving(cast.own, partner="ministry of justice")
        with pytest.raises(ClaimedAlreadyError) as refused:
            claim_saving(saving=same, is_another=True, actor=actor_of(cast.assistant), at=NOW)
        assert refused.value.saving == first
        assert Saving.objects.count() == 1

    def test_asks_about_one_like_it_within_a_year(self, cast: Cast, actor_of: ActorOf) -> None:
        first = records.logged(records.saving(cast.own), cast.coordinator)
        later = records.saving(cast.own, agreed_on=dt.date(2013, 12, 20))
        actor = actor_of(cast.assistant)
        with pytest.raises(LooksAlikeError) as asked:
            claim_saving(saving=later, is_another=False, actor=actor, at=NOW)
        assert list(asked.value.alike) == [first]
        claimed = claim_saving(saving=later, is_another=True, actor=actor, at=NOW)
        assert claimed.occurrence == 1

    def test_does_not_ask_about_one_more_than_a_year_before(
        self, cast: Cast, actor_of: ActorOf
    ) -> None:
        old = records.saving(cast.own, agreed_on=dt.date(2012, 4, 2))
        records.logged(old, cast.coordinator)
        claimed = claim_saving(
            saving=records.saving(cast.own),
            is_another=False,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        assert claimed.occurrence == 1

    def test_makes_one_claim_of_a_page_sent_twice(self, cast: Cast, actor_of: ActorOf) -> None:
        actor = actor_of(cast.coordinator)
        first = claim_saving(
            saving=records.saving(cast.own), is_another=False, actor=actor, at=NOW
        )
        again = records.saving(cast.own, entry_key=first.entry_key)
        assert claim_saving(saving=again, is_another=False, actor=actor, at=NOW).pk == first.pk

    def test_refuses_a_stranger(self, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(NotPermittedError):
            claim_saving(
                saving=records.saving(cast.own),
                is_another=False,
                actor=actor_of(cast.national_team),
                at=NOW,
            )


class TestChangeSaving:
    @pytest.fixture
    def saving(self, cast: Cast) -> Saving:
        saving: Saving = records.logged(records.saving(cast.own), cast.coordinator)
        return saving

    def test_changes_a_claim(self, cast: Cast, actor_of: ActorOf, saving: Saving) -> None:
        saving.amount_pence = 900_000
        actor = actor_of(cast.coordinator)
        change_saving(saving=saving, is_another=False, version=1, actor=actor, at=NOW)
        saving.refresh_from_db()
        assert saving.amount_pence == 900_000
        assert saving.likeness == saving.own_likeness()

    def test_refuses_to_become_another_claim(
        self, cast: Cast, actor_of: ActorOf, saving: Saving
    ) -> None:
        other = records.logged(records.saving(cast.own, amount_pence=5_000), cast.coordinator)
        other.amount_pence = saving.amount_pence
        with pytest.raises(ClaimedAlreadyError):
            change_saving(
                saving=other,
                is_another=True,
                version=1,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )

    def test_refuses_a_decided_one(self, cast: Cast, actor_of: ActorOf, saving: Saving) -> None:
        validate_saving(saving=saving, version=1, actor=actor_of(cast.national_team), at=NOW)
        saving.note = "More."
        with pytest.raises(WrongStateError):
            change_saving(
                saving=saving,
                is_another=False,
                version=2,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )


class TestDecideSaving:
    @pytest.fixture
    def saving(self, cast: Cast) -> Saving:
        saving: Saving = records.logged(records.saving(cast.own), cast.coordinator)
        return saving

    def test_validates(self, cast: Cast, actor_of: ActorOf, saving: Saving) -> None:
        validate_saving(saving=saving, version=1, actor=actor_of(cast.national_team), at=NOW)
        saving.refresh_from_db()
        assert (saving.state, saving.decided_by) == (SavingState.VALIDATED, cast.national_team)
        assert actions() == ["saving.validated"]

    def test_refuses_with_a_reason(self, cast: Cast, actor_of: ActorOf, saving: Saving) -> None:
        actor = actor_of(cast.national_team)
        with pytest.raises(InvalidRecordError):
            refuse_saving(saving=saving, reason="", version=1, actor=actor, at=NOW)
        refuse_saving(saving=saving, reason="No letter.", version=1, actor=actor, at=NOW)
        saving.refresh_from_db()
        assert (saving.state, saving.refusal_reason) == (SavingState.REFUSED, "No letter.")

    @pytest.mark.parametrize("who", ["coordinator", "assistant", "sro", "head", "auditor"])
    def test_is_not_for_others(
        self, cast: Cast, actor_of: ActorOf, saving: Saving, who: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            validate_saving(saving=saving, version=1, actor=actor_of(getattr(cast, who)), at=NOW)

    def test_is_not_for_the_claimer(self, cast: Cast, actor_of: ActorOf) -> None:
        own = records.logged(records.saving(cast.own), cast.national_team)
        with pytest.raises(NotPermittedError):
            validate_saving(saving=own, version=1, actor=actor_of(cast.national_team), at=NOW)

    def test_is_not_for_who_changed_the_claim(
        self, cast: Cast, actor_of: ActorOf, saving: Saving
    ) -> None:
        grant(Role.COORDINATOR, user=cast.national_team, locality=cast.own)
        both = actor_of(cast.national_team)
        saving.amount_pence *= 10
        change_saving(saving=saving, is_another=False, version=1, actor=both, at=NOW)
        with pytest.raises(NotPermittedError):
            validate_saving(saving=saving, version=2, actor=both, at=NOW)
        second = actor_of(cast.second_national_team)
        validate_saving(saving=saving, version=2, actor=second, at=NOW)

    def test_happens_once(self, cast: Cast, actor_of: ActorOf, saving: Saving) -> None:
        validate_saving(saving=saving, version=1, actor=actor_of(cast.national_team), at=NOW)
        second = actor_of(cast.second_national_team)
        with pytest.raises(WrongStateError):
            refuse_saving(saving=saving, reason="Late.", version=2, actor=second, at=NOW)

    def test_refuses_what_has_changed_since_it_was_read(
        self, cast: Cast, actor_of: ActorOf, saving: Saving
    ) -> None:
        coordinator = actor_of(cast.coordinator)
        change_saving(saving=saving, is_another=False, version=1, actor=coordinator, at=NOW)
        with pytest.raises(StaleVersionError):
            validate_saving(saving=saving, version=1, actor=actor_of(cast.national_team), at=NOW)


class TestVisits:
    @pytest.fixture
    def visit(self, cast: Cast) -> Visit:
        visit: Visit = records.logged(records.visit(cast.own), cast.coordinator)
        return visit

    @pytest.mark.parametrize("who", ["coordinator", "assistant", "national_team"])
    def test_is_accepted_and_done(
        self, cast: Cast, actor_of: ActorOf, visit: Visit, who: str
    ) -> None:
        actor = actor_of(getattr(cast, who))
        accept_visit(visit=visit, visit_on=TOMORROW, answer="", version=1, actor=actor, at=NOW)
        complete_visit(visit=visit, visit_on=TODAY, answer="", version=2, actor=actor, at=NOW)
        visit.refresh_from_db()
        assert (visit.state, visit.visit_on) == (VisitState.DONE, TODAY)
        assert actions() == ["visit.accepted", "visit.done"]

    def test_is_not_done_before_it_is_accepted(
        self, cast: Cast, actor_of: ActorOf, visit: Visit
    ) -> None:
        with pytest.raises(WrongStateError):
            complete_visit(
                visit=visit,
                visit_on=TODAY,
                answer="",
                version=1,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )

    def test_is_not_done_tomorrow(self, cast: Cast, actor_of: ActorOf, visit: Visit) -> None:
        actor = actor_of(cast.coordinator)
        accept_visit(visit=visit, visit_on=TOMORROW, answer="", version=1, actor=actor, at=NOW)
        with pytest.raises(InvalidRecordError, match="today or in the past"):
            complete_visit(
                visit=visit, visit_on=TOMORROW, answer="", version=2, actor=actor, at=NOW
            )

    def test_is_not_before_its_offer(self, cast: Cast, actor_of: ActorOf, visit: Visit) -> None:
        before = records.DAY - dt.timedelta(days=1)
        with pytest.raises(InvalidRecordError):
            accept_visit(
                visit=visit,
                visit_on=before,
                answer="",
                version=1,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )

    def test_is_declined_for_a_reason(self, cast: Cast, actor_of: ActorOf, visit: Visit) -> None:
        actor = actor_of(cast.national_team)
        with pytest.raises(InvalidRecordError):
            decline_visit(visit=visit, answer="", version=1, actor=actor, at=NOW)
        decline_visit(visit=visit, answer="The day is taken.", version=1, actor=actor, at=NOW)
        visit.refresh_from_db()
        assert (visit.state, visit.visit_on) == (VisitState.DECLINED, None)

    @pytest.mark.parametrize("who", ["sro", "head", "auditor", "other_coordinator"])
    def test_is_not_answered_by_others(
        self, cast: Cast, actor_of: ActorOf, visit: Visit, who: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            decline_visit(
                visit=visit,
                answer="No.",
                version=1,
                actor=actor_of(getattr(cast, who)),
                at=NOW,
            )
