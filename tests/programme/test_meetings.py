"""Meetings of the National Steering Group: agendas, decisions, actions, and their pages."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.draft_tokens import FIELD, issue
from csplan.core.errors import (
    IncompleteError,
    RefusedError,
    StaleVersionError,
    WrongStateError,
)
from localities.choices import PostKind
from localities.models import Meeting
from programme.choices_meetings import ActionState, Presence, SoughtState
from programme.models import Action, DecisionSought
from programme.rules.pins import pin_token
from programme.rules.questions import Line
from programme.selectors.meetings import actions_shown, minutes_of, own_open_actions, story
from programme.services.decisions import (
    Task,
    change_action,
    change_decision,
    close_action,
    note_progress,
    record_decision,
    reopen_action,
    set_action,
)
from programme.services.meetings import (
    Proposed,
    add_agenda_items,
    change_agenda_item,
    record_attendance,
    remove_agenda_item,
    seek_decision,
)
from tests.conftest import NOW, Cast
from tests.factories import MeetingFactory, PostFactory, SteeringGroupFactory

ActorOf = Callable[[User], Actor]
Queries = Callable[[int], Any]
DAY = dt.date(2014, 1, 8)
TODAY = NOW.date()
LINE = Line("milestone-7", "Open the hub, North West", "locality-north-west", "2013-14-q2", 1, 1)


@pytest.fixture
def team(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.national_team)


@pytest.fixture
def meeting(db: None) -> Meeting:
    return MeetingFactory.create(day=DAY, group=SteeringGroupFactory.create(name="The NSG"))


def sought_of(meeting: Meeting, team: Actor, text: str = "Agree to wait.") -> DecisionSought:
    return seek_decision(
        meeting=meeting, text=text, reason="No head answers.", line=LINE, actor=team, at=NOW
    )


def action_of(meeting: Meeting, team: Actor, text: str = "Write.", **given: Any) -> Action:
    task = Task(text, given.pop("due_on", dt.date(2014, 1, 31)), **given)
    return set_action(meeting=meeting, task=task, line=LINE, actor=team, at=NOW)


def take(step: Callable[..., None], action: Action, actor: Actor, **given: Any) -> None:
    """Take the step with the action as it now stands."""
    action.refresh_from_db()
    step(action=action, actor=actor, at=NOW, **{"version": action.version, **given})
    action.refresh_from_db()


class TestAgenda:
    def test_holds_each_thing_once_in_the_order_that_is_wanted(
        self, meeting: Meeting, team: Actor
    ) -> None:
        sought = sought_of(meeting, team)
        items = [
            Proposed("Off track", LINE),
            Proposed("Decision sought", sought.pinned_line, sought=sought),
        ]
        for made in (2, 0):
            assert len(add_agenda_items(meeting=meeting, items=items, actor=team, at=NOW)) == made
        first, second = meeting.agenda.order_by("order")
        change_agenda_item(
            item=second, title="To decide", background="", minute="All agreed.", place=1,
            version=1, actor=team, at=NOW,
        )  # fmt: skip
        assert [item.title for item in meeting.agenda.order_by("order")] == [
            "To decide", "Off track",
        ]  # fmt: skip
        with pytest.raises(StaleVersionError):
            remove_agenda_item(item=first, version=9, actor=team, at=NOW)
        remove_agenda_item(item=first, version=1, actor=team, at=NOW)
        second.refresh_from_db()
        with pytest.raises(WrongStateError, match="minuted"):
            remove_agenda_item(item=second, version=2, actor=team, at=NOW)
        changed = AuditEvent.objects.get(action="agenda.changed")
        assert changed.before == {"title": "Decision sought", "minute": ""}


class TestAttendance:
    def test_names_deputies_and_gives_way_to_who_saved_first(
        self, meeting: Meeting, team: Actor
    ) -> None:
        chair, other = (
            meeting.group.seats.create(capacity="chair", holder=name, order=order)
            for order, name in enumerate(("Chair", "HMRC"))
        )
        given: dict[str, Any] = {"meeting": meeting, "others": "", "actor": team, "at": NOW}
        seats = {chair.pk: ("present", ""), other.pk: ("deputy", "Head of estates")}
        with pytest.raises(IncompleteError, match="deputy of HMRC"):
            record_attendance(**given, seats={other.pk: ("deputy", " ")}, version=0)
        record_attendance(**given, seats=seats, version=0)
        with pytest.raises(StaleVersionError):
            record_attendance(**given, seats={}, version=0)

        assert minutes_of(meeting).presences == [
            (Presence.PRESENT.label, ["Chair"]),
            (Presence.DEPUTY.label, ["HMRC: Head of estates"]),
        ]
        record_attendance(**given, seats={chair.pk: ("present", "")}, version=1)
        event = AuditEvent.objects.filter(action="meeting.attended").latest("pk")
        deputy = f"{Presence.DEPUTY.label}: Head of estates"
        assert (event.before, event.after) == ({str(other): deputy}, {})


class TestDecisions:
    def test_settle_what_was_sought_once(self, meeting: Meeting, team: Actor) -> None:
        sought = sought_of(meeting, team)
        assert sought_of(meeting, team) == sought
        given: dict[str, Any] = {
            "meeting": meeting, "decided_on": DAY, "actor": team, "at": NOW
        }  # fmt: skip
        with pytest.raises(WrongStateError, match="on the day"):
            record_decision(**{**given, "decided_on": dt.date(2014, 1, 11)}, text="Agreed.")
        made = record_decision(**given, text="Agreed.", sought=sought)
        assert record_decision(**given, text="Agreed.", sought=sought) == made
        with pytest.raises(WrongStateError, match="made or withdrawn"):
            record_decision(**given, text="Not agreed.", sought=sought)

        sought.refresh_from_db()
        assert (sought.state, made.line_words) == (SoughtState.DECIDED, LINE.words)
        assert AuditEvent.objects.filter(action="decision.made").count() == 1

    def test_are_put_right_and_say_so_when_they_move_to_another_item(
        self, meeting: Meeting, team: Actor
    ) -> None:
        made = record_decision(meeting=meeting, text="Agreed.", decided_on=DAY, actor=team, at=NOW)
        (item,) = add_agenda_items(meeting=meeting, items=[Proposed("Budget")], actor=team, at=NOW)
        change_decision(
            decision=made, text="Agreed.", decided_on=DAY, item=item, version=made.version,
            actor=team, at=NOW,
        )  # fmt: skip
        event = AuditEvent.objects.get(action="decision.changed")
        assert (event.before, event.after) == ({"item": ""}, {"item": "Budget"})


class TestActions:
    def test_are_told_of_and_closed_by_their_owner_and_opened_again_by_the_team(
        self, meeting: Meeting, team: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        post = PostFactory.create(kind=PostKind.COORDINATOR, locality=cast.own)
        action = action_of(meeting, team, owner_post=post, locality=cast.own)
        assert action_of(meeting, team, owner_post=post, locality=cast.own) == action
        owner = actor_of(cast.coordinator)
        assert list(own_open_actions(owner)) == [action]
        take(note_progress, action, owner, words="One has answered.")
        later = Task("Write again.", dt.date(2014, 2, 28), owner=cast.nsg)
        take(change_action, action, team, task=later, reason="The post is vacant.")
        assert list(own_open_actions(owner)) == []
        member = actor_of(cast.nsg)
        take(close_action, action, member, state=ActionState.DONE, words="Both answered.")
        assert (action.state, action.closed_at) == (ActionState.DONE, NOW)
        take(reopen_action, action, team, reason="One took it back.")

        assert list(own_open_actions(member)) == [action]
        assert [each.title for each in story(action)] == [
            "Opened again", "Closed", "Changed", "Progress", "Set",
        ]  # fmt: skip
        assert AuditEvent.objects.filter(action__startswith="action.").count() == 5

    @pytest.mark.parametrize(
        ("step", "given", "refusal"),
        [
            (close_action, {"state": "open", "words": "Done."}, IncompleteError),
            (close_action, {"state": "done", "words": " "}, IncompleteError),
            (note_progress, {"words": "Old.", "version": 7}, StaleVersionError),
            (reopen_action, {"reason": "More."}, WrongStateError),
            (change_action, {"task": Task("Two?", DAY), "reason": "Why."}, IncompleteError),
        ],
    )
    def test_refuse(
        self, meeting: Meeting, team: Actor, cast: Cast, step: Callable[..., None],
        given: dict[str, Any], refusal: type[RefusedError],
    ) -> None:  # fmt: skip
        action = action_of(meeting, team, owner=cast.nsg)
        before = Action.objects.values().get()
        with pytest.raises(refusal):
            take(step, action, team, **given)
        assert Action.objects.values().get() == before

    def test_are_listed_the_longest_overdue_first_and_the_closed_last(
        self, meeting: Meeting, team: Actor, cast: Cast
    ) -> None:
        for text, day in (("Late", 9), ("Later", 20), ("Latest", 2), ("Closed", 1)):
            action_of(meeting, team, text, due_on=dt.date(2014, 1, day), owner=cast.nsg)
        closed = Action.objects.get(text="Closed")
        take(close_action, closed, team, state=ActionState.DROPPED, words="No need.")

        def texts(show: str) -> list[str]:
            return [each.text for each in actions_shown(team, show, on=TODAY)]

        assert texts("all") == ["Latest", "Late", "Later", "Closed"]
        assert texts("overdue") == ["Latest", "Late"]
        assert texts("closed") == ["Closed"]


class TestPages:
    def test_write_the_minutes_of_a_meeting(
        self, client: Client, meeting: Meeting, team: Actor, cast: Cast
    ) -> None:
        meeting.group.seats.create(capacity="chair", holder="Chair")
        sought = sought_of(meeting, team)
        client.force_login(cast.national_team)
        here = f"/programme/meetings/{meeting.pk}/"
        token = pin_token(LINE)
        assert LINE.words in client.get(f"{here}agenda/add/?line={token}").content.decode()
        client.post(f"{here}agenda/add/", {"title": "The hub", "line": token})
        item = meeting.agenda.get()
        assert item.line == LINE.key
        form = client.get(f"{here}decide/?sought={sought.pk}&item={item.pk}").content.decode()
        assert f'<option value="{sought.pk}" selected>' in form
        day = {"decided_on-day": "8", "decided_on-month": "1", "decided_on-year": "2014"}
        settled = {"text": "Agreed.", "sought": sought.pk, "item": item.pk, **day}
        assert client.post(f"{here}decide/", settled).status_code == 302
        due = {"due_on-day": "7", "due_on-month": "1", "due_on-year": "2014"}
        task = {"text": "Write to the heads.", "owner": f"person-{cast.nsg.pk}", "item": item.pk}
        assert client.post(f"{here}act/", {**task, **due}).status_code == 302

        page = client.get(here).content.decode()
        assert page.index("The hub") < page.index("Agreed.") < page.index("Write to the heads.")
        assert "Overdue" in page
        assert f"/reporting/packs/2013-14-q2/1/1/lines/{LINE.key}/" in page
        client.force_login(cast.nsg)
        assert "Write to the heads." in client.get("/").content.decode()
        page = client.get(here).content.decode()
        assert "Agreed." in page
        assert "Put it right" not in page

    def test_keep_what_was_typed_when_others_were_first(
        self, client: Client, meeting: Meeting, team: Actor, cast: Cast
    ) -> None:
        action = action_of(meeting, team, owner=cast.nsg)
        client.force_login(cast.nsg)
        stale = client.post(
            f"/programme/actions/{action.pk}/note/", {"version": "9", "words": "One answered."}
        )
        assert stale.status_code == 409
        assert "One answered." in stale.content.decode()
        assert stale.context["form"]["version"].value() == "1"

    def test_are_about_what_their_link_says_whatever_a_draft_was_about(
        self, client: Client, meeting: Meeting, team: Actor, cast: Cast
    ) -> None:
        sought = sought_of(meeting, team)
        client.force_login(cast.national_team)
        page = f"/programme/meetings/{meeting.pk}/decide/"
        kept = {"text": "Half a decision.", "sought": "", FIELD: issue(team.person.pk, page)}
        client.post("/drafts/", kept, headers={"accept": "application/json"})

        found = client.get(f"{page}?sought={sought.pk}").content.decode()

        assert "Half a decision." in found
        assert f'<option value="{sought.pk}" selected>' in found

    def test_of_lists_and_minutes_cost_the_same_for_many(
        self, client: Client, meeting: Meeting, team: Actor, cast: Cast,
        django_assert_num_queries: Queries,
    ) -> None:  # fmt: skip
        client.force_login(cast.national_team)
        costs = {
            "/programme/meetings/?show=all": 5, "/programme/decisions/": 4,
            "/programme/decisions/?show=made": 4, "/programme/actions/?locality=north-west": 5,
            f"/programme/meetings/{meeting.pk}/": 11,
        }  # fmt: skip
        client.get("/programme/meetings/")
        for number in (1, 8):
            self._fill(meeting, team, cast, number)
            for address, cost in costs.items():
                with django_assert_num_queries(cost):
                    assert client.get(address).status_code == 200

    def _fill(self, meeting: Meeting, team: Actor, cast: Cast, number: int) -> None:
        for each in range(number):
            text = f"{number} {each}"
            MeetingFactory.create(group=meeting.group, day=dt.date(2013, number, each + 1))
            sought_of(meeting, team, text)
            items = [Proposed(text)]
            (item,) = add_agenda_items(meeting=meeting, items=items, actor=team, at=NOW)
            record_decision(
                meeting=meeting, text=text, decided_on=DAY, item=item, actor=team, at=NOW
            )
            action_of(meeting, team, text, owner=cast.nsg, locality=cast.own)
