"""Two people write the minutes of one meeting, or step on one action, at the same moment.

Beside what csplan does stands a control: the same two people without its guard, and what is lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from localities.models import Meeting
from programme.choices_meetings import ActionState, ActionStepKind, SoughtState
from programme.models import (
    Action,
    ActionStep,
    Attendance,
    Decision,
    DecisionSought,
    MeetingRecord,
)
from programme.services.decisions import Task, record_decision, set_action
from programme.services.meetings import record_attendance, seek_decision
from tests.access.meeting_addresses import DAY, DECIDED, DUE
from tests.conftest import NOW, Cast
from tests.factories import MeetingFactory
from tests.programme.test_races import Attempt, Background, at_once, background
from tests.programme.unguarded import read_then_write

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
# Fixtures are found where they are imported.
__all__ = ["background"]

FOUND, CONFLICT = HTTPStatus.FOUND, HTTPStatus.CONFLICT
FIRST, SECOND = "The first one’s words, which took a while.", "The second one’s words, as long."
ROUNDS = range(3)


@dataclass
class Press:
    """One person's form, filled in; sent when it is called."""

    client: Client
    url: str
    form: Mapping[str, Any]
    answer: Any = None

    def __call__(self) -> None:
        self.answer = self.client.post(self.url, self.form)

    @property
    def gives_back(self) -> str:
        return str(self.answer.content.decode())


Presses = Callable[..., tuple[Press, Press]]


@pytest.fixture
def both(cast: Cast) -> Presses:
    """The forms of the national team and of the group's member or the Head, on their pages."""

    def fill(second: User, *forms: tuple[str, Mapping[str, Any]]) -> tuple[Press, Press]:
        presses = [Press(Client(), url, form) for url, form in forms]
        for press, user in zip(presses, (cast.national_team, second), strict=True):
            press.client.force_login(user)
        return presses[0], presses[1]

    return fill


def sent(*presses: Press) -> tuple[Press, Press]:
    """All at once: the one that was taken, and the one that was told."""
    assert at_once(*presses) == ["done"] * len(presses)
    taken, told = sorted(presses, key=lambda press: press.answer.status_code)
    assert (taken.answer.status_code, told.answer.status_code) == (FOUND, CONFLICT)
    return taken, told


@pytest.fixture
def meeting(db: None) -> Meeting:
    return MeetingFactory.create(day=DAY)


class TestAttendance:
    def test_of_two_first_saves_one_is_told_keeps_its_words_and_may_send_them_again(
        self, meeting: Meeting, cast: Cast, both: Presses
    ) -> None:
        seat = meeting.group.seats.create(capacity="chair", holder="Chair")
        url = f"/programme/meetings/{meeting.pk}/attendance/"
        forms = [
            {"others": words, f"presence-{seat.pk}": presence, "version": "0"}
            for words, presence in ((FIRST, "present"), (SECOND, "absent"))
        ]
        taken, told = sent(*both(cast.head, *((url, form) for form in forms)))

        assert kept(meeting) == (taken.form["others"], taken.form[f"presence-{seat.pk}"], 1)
        assert told.form["others"] in told.gives_back
        assert 'name="version" value="1"' in told.gives_back
        assert AuditEvent.objects.filter(action="meeting.attended").count() == 1
        told.form = {**told.form, "version": "1"}
        told()
        assert told.answer.status_code == FOUND
        assert kept(meeting) == (told.form["others"], told.form[f"presence-{seat.pk}"], 2)

    def test_control_without_the_guard_one_list_of_two_is_lost_without_a_word(
        self, meeting: Meeting
    ) -> None:
        MeetingRecord.objects.create(meeting=meeting)

        def write(words: str) -> Callable[[MeetingRecord], None]:
            def save(seen: MeetingRecord) -> None:
                assert seen.version == 0
                seen.others, seen.version = words, seen.version + 1
                seen.save()

            return save

        read_then_write(MeetingRecord.objects.get, write(FIRST), write(SECOND))

        record = MeetingRecord.objects.get()
        assert (record.others in {FIRST, SECOND}, record.version) == (True, 1)


def kept(meeting: Meeting) -> tuple[str, str, int]:
    """Who else came, how the one place was filled, and how often that was saved."""
    record, row = MeetingRecord.objects.get(meeting=meeting), Attendance.objects.get()
    return record.others, row.presence, record.version


def action_of(meeting: Meeting, cast: Cast, team: Actor, text: str = "Ask them.") -> Action:
    task = Task(text, DAY, owner=cast.nsg)
    return set_action(meeting=meeting, task=task, actor=team, at=NOW)


def step(action: Action, name: str, words: str, **given: str) -> tuple[str, dict[str, str]]:
    """One step of the action, filled in from its first version."""
    url = f"/programme/actions/{action.pk}/{name}/"
    return url, {"version": "1", "words": words, "reason": words, **given}


class TestActions:
    def test_of_two_steps_on_one_version_one_is_taken_and_the_other_keeps_its_words(
        self, meeting: Meeting, cast: Cast, actor_of: ActorOf, both: Presses
    ) -> None:
        change = {"text": "Ask again.", "owner": f"person-{cast.nsg.pk}", **DUE}
        for ours, theirs in (
            (("close", {"state": "done"}), ("close", {"state": "dropped"})),
            (("close", {"state": "done"}), ("note", {})),
            (("change", change), ("close", {"state": "done"})),
            (("note", {}), ("note", {})),
        ):
            action = action_of(meeting, cast, actor_of(cast.national_team), f"{ours}, {theirs}")
            forms = (
                step(action, name, words, **given)
                for (name, given), words in ((ours, FIRST), (theirs, SECOND))
            )
            taken, told = sent(*both(cast.nsg, *forms))

            steps = ActionStep.objects.filter(action=action).exclude(kind=ActionStepKind.SET)
            assert steps.get().words == taken.form["words"]
            assert told.form["words"] in told.gives_back
            action.refresh_from_db()
            is_closed = "close" in taken.url
            assert action.version == 2
            assert action.closing_words == (taken.form["words"] if is_closed else "")

    def test_closed_already_gives_back_what_was_written(
        self, meeting: Meeting, cast: Cast, actor_of: ActorOf, both: Presses
    ) -> None:
        action = action_of(meeting, cast, actor_of(cast.national_team))
        first, second = both(
            cast.nsg,
            step(action, "close", FIRST, state="done"),
            step(action, "close", SECOND, state="done"),
        )
        first()
        second()

        assert second.answer.status_code == CONFLICT
        assert "This action is closed. Nothing was changed." in second.gives_back
        assert SECOND in second.gives_back
        action.refresh_from_db()
        assert action.closing_words == FIRST

    def test_set_twice_is_set_once(self, meeting: Meeting, cast: Cast, actor_of: ActorOf) -> None:
        def setting(actor: Actor) -> Attempt:
            return lambda: discard(action_of(meeting, cast, actor))

        for _ in ROUNDS:
            people = (actor_of(cast.national_team), actor_of(cast.head))
            assert at_once(*map(setting, people)) == ["done", "done"]
        assert Action.objects.count() == ActionStep.objects.count() == 1

    def test_control_without_the_guard_it_is_closed_twice_and_one_ending_is_lost(
        self, meeting: Meeting, cast: Cast, actor_of: ActorOf
    ) -> None:
        action = action_of(meeting, cast, actor_of(cast.national_team))

        def close(words: str) -> Callable[[Action], None]:
            def write(seen: Action) -> None:
                assert seen.is_open
                seen.state, seen.closing_words, seen.closed_at = ActionState.DONE, words, NOW
                seen.save()
                ActionStep.objects.create(
                    action=seen, kind=ActionStepKind.CLOSE, words=words, by=cast.nsg, at=NOW
                )

            return write

        read_then_write(Action.objects.get, close(FIRST), close(SECOND))

        action.refresh_from_db()
        assert action.closing_words in {FIRST, SECOND}
        assert action.steps.filter(kind=ActionStepKind.CLOSE).count() == 2


def discard(made: object) -> None:
    """An attempt gives nothing back."""


def deciding(
    meeting: Meeting, actor: Actor, words: str, sought: DecisionSought | None = None
) -> Attempt:
    return lambda: discard(
        record_decision(
            meeting=meeting, text=words, decided_on=DAY, sought=sought, actor=actor, at=NOW
        )
    )


class TestDecisions:
    @pytest.fixture
    def keepers(self, cast: Cast, actor_of: ActorOf) -> tuple[Actor, Actor]:
        return actor_of(cast.national_team), actor_of(cast.head)

    def test_the_same_words_are_recorded_once_and_settle_once(
        self, meeting: Meeting, keepers: tuple[Actor, Actor]
    ) -> None:
        for words in map(str, ROUNDS):
            sought = sought_of(meeting, keepers[0], words)
            results = at_once(*(deciding(meeting, one, words, sought) for one in keepers))
            assert results == ["done", "done"]
        assert Decision.objects.count() == len(ROUNDS)
        assert AuditEvent.objects.filter(action="decision.made").count() == len(ROUNDS)

    def test_what_is_sought_is_settled_by_one_of_two_at_whichever_meeting(
        self, meeting: Meeting, keepers: tuple[Actor, Actor]
    ) -> None:
        places = (meeting, MeetingFactory.create(group=meeting.group, day=NOW.date()))
        for words in map(str, ROUNDS):
            sought = sought_of(meeting, keepers[0], words)
            results = at_once(
                *(
                    deciding(place, one, f"{words}, says {one.person.pk}", sought)
                    for place, one in zip(places, keepers, strict=True)
                )
            )
            sought.refresh_from_db()
            assert sorted(results) == ["done", "wrong-state"]
            assert sought.state == SoughtState.DECIDED
        assert Decision.objects.count() == len(ROUNDS)

    def test_control_without_the_guard_one_decision_is_recorded_twice(
        self, meeting: Meeting, cast: Cast
    ) -> None:
        def write(is_recorded: bool) -> None:
            assert not is_recorded
            Decision.objects.create(
                meeting=meeting, text=FIRST, decided_on=DAY,
                recorded_by=cast.national_team, recorded_at=NOW,
            )  # fmt: skip

        read_then_write(Decision.objects.exists, write, write)

        assert Decision.objects.count() == 2


def sought_of(meeting: Meeting, actor: Actor, words: str) -> DecisionSought:
    return seek_decision(
        meeting=meeting, text=f"Agree to {words}.", reason="", actor=actor, at=NOW
    )


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks")
class TestRowLocks:
    """One of the two is held until the other waits for it, so that each order really happens."""

    def test_what_waited_for_somebody_elses_minutes_is_told_and_keeps_its_words(
        self, meeting: Meeting, cast: Cast, actor_of: ActorOf, both: Presses,
        background: Background,
    ) -> None:  # fmt: skip
        team = actor_of(cast.national_team)
        sought = sought_of(meeting, team, "wait")
        here = f"/programme/meetings/{meeting.pk}"
        listed, decided = both(
            cast.head,
            (f"{here}/attendance/", {"version": "0", "others": FIRST}),
            (f"{here}/decide/", {"text": SECOND, "sought": sought.pk, **DECIDED}),
        )
        with transaction.atomic():
            record_attendance(meeting=meeting, seats={}, others="", version=0, actor=team, at=NOW)
            future = background.start(listed)
        assert (future.result(), listed.answer.status_code) == ("done", CONFLICT)
        assert FIRST in listed.gives_back

        with transaction.atomic():
            deciding(meeting, team, "Agreed.", sought)()
            future = background.start(decided)
        assert (future.result(), decided.answer.status_code) == ("done", CONFLICT)
        assert "This decision has been made or withdrawn" in decided.gives_back
        assert SECOND in decided.gives_back

    def test_a_closing_that_waited_for_another_is_told_that_it_is_closed(
        self, meeting: Meeting, cast: Cast, actor_of: ActorOf, both: Presses,
        background: Background,
    ) -> None:  # fmt: skip
        action = action_of(meeting, cast, actor_of(cast.national_team))
        first, second = both(
            cast.nsg,
            step(action, "close", FIRST, state="done"),
            step(action, "note", SECOND),
        )
        with transaction.atomic():
            first()
            future = background.start(second)
        assert (future.result(), second.answer.status_code) == ("done", CONFLICT)
        assert "This action has been closed. Nothing was changed." in second.gives_back
        assert SECOND in second.gives_back
