"""Illustrative meetings of the National Steering Group: agendas, minutes, decisions, actions.

A meeting that has an agenda already is left as it is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Protocol

from csplan.accounts.actors import Actor
from csplan.demonstration.files import Record, london, read
from csplan.demonstration.questions import about
from localities.models import Locality, Meeting, Post
from programme.choices_meetings import ActionState
from programme.models import Action, AgendaItem, BusinessPlan, DecisionSought
from programme.rules.questions import NO_LINE, Line
from programme.selectors.meetings import national_meetings, seats_of
from programme.services.decisions import (
    Task,
    close_action,
    note_progress,
    record_decision,
    set_action,
)
from programme.services.meetings import (
    Proposed,
    add_agenda_items,
    change_agenda_item,
    record_attendance,
    seek_decision,
)

Cast = Mapping[str, Actor]


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Timed = tuple[dt.datetime, Deed]


def meeting_deeds(plan: BusinessPlan, cast: Cast) -> list[Timed]:
    """What is still to be prepared, minuted and done, each with its moment, earliest first."""
    deeds = [
        deed
        for record in read("meetings")["meetings"]
        for meeting in national_meetings().filter(day=record["day"], agenda__isnull=True)
        for deed in _story(plan, meeting, record, cast)
    ]
    return sorted(deeds, key=lambda timed: timed[0])


def _story(plan: BusinessPlan, meeting: Meeting, record: Record, cast: Cast) -> Iterator[Timed]:
    teller = Teller(plan, meeting, cast, cast[record["by"]])
    yield london(record.get("sought_at", record["prepared"])), partial(teller.seek, record)
    yield london(record["prepared"]), partial(teller.prepare, record)
    if "minuted" not in record:
        return
    yield london(record["minuted"]), partial(teller.minute, record)
    for action in record["actions"]:
        for step in action.get("steps", ()):
            yield london(step["at"]), partial(teller.take, action["text"], step)


class Teller:
    """Writes one meeting through the programme's own services."""

    def __init__(self, plan: BusinessPlan, meeting: Meeting, cast: Cast, secretary: Actor) -> None:
        self.plan, self.meeting, self.cast, self.secretary = plan, meeting, cast, secretary

    def seek(self, record: Record, *, at: dt.datetime) -> None:
        for each in record.get("sought", ()):
            seek_decision(
                meeting=self.meeting, text=each["text"], reason=each["reason"],
                line=self.line(each), actor=self.secretary, at=at, is_illustrative=True,
            )  # fmt: skip

    def prepare(self, record: Record, *, at: dt.datetime) -> None:
        """Make the agenda."""
        add_agenda_items(
            meeting=self.meeting, items=[self.item(each) for each in record["agenda"]],
            actor=self.secretary, at=at, is_illustrative=True,
        )  # fmt: skip

    def item(self, each: Record) -> Proposed:
        sought = self.sought(each)
        line = self.line(each) if sought is None else sought.pinned_line
        return Proposed(each["title"], line, each.get("background", ""), sought=sought)

    def minute(self, record: Record, *, at: dt.datetime) -> None:
        """Write who came, what was said, decided and set."""
        self.attend(record, at)
        for each in record["agenda"]:
            self.say(each, at)
        for each in record["decisions"]:
            self.decide(each, at)
        for each in record["actions"]:
            self.set(each, at)

    def attend(self, record: Record, at: dt.datetime) -> None:
        seats = {}
        for seat in seats_of(self.meeting):
            words = record["attendance"].get(seat.holder, "present")
            presence, _, deputy = words.partition(": ")
            seats[seat.pk] = (presence, deputy)
        record_attendance(
            meeting=self.meeting, seats=seats, others=record["others"], version=0,
            actor=self.secretary, at=at,
        )  # fmt: skip

    def say(self, each: Record, at: dt.datetime) -> None:
        item = self.agenda(each["title"])
        change_agenda_item(
            item=item, title=item.title, background=item.background, minute=each["minute"],
            place=item.order, version=item.version, actor=self.secretary, at=at,
        )  # fmt: skip

    def decide(self, each: Record, at: dt.datetime) -> None:
        record_decision(
            meeting=self.meeting, text=each["text"], decided_on=self.meeting.day,
            sought=self.sought(each), item=self.agenda(each["item"]), actor=self.secretary,
            at=at, is_illustrative=True,
        )  # fmt: skip

    def set(self, each: Record, at: dt.datetime) -> None:
        set_action(
            meeting=self.meeting, task=self.task(each), item=self.agenda(each["item"]),
            line=self.line(each), actor=self.secretary, at=at, is_illustrative=True,
        )  # fmt: skip

    def task(self, each: Record) -> Task:
        place = Locality.objects.filter(slug=each.get("locality", "")).first()
        person = self.cast[each["owner"]].person if "owner" in each else None
        post = None
        if person is None:
            own = {"locality": place} if place else {"locality__isnull": True}
            post = Post.objects.filter(kind=each["owner_post"], **own).order_by("pk").first()
        return Task(each["text"], each["due"], person, post, place)

    def take(self, text: str, step: Record, *, at: dt.datetime) -> None:
        """Take the step with the action as it now stands."""
        action = Action.objects.select_related("owner_post").get(text=text)
        common: dict[str, Any] = {
            "action": action, "words": step["words"], "version": action.version,
            "actor": self.cast[step["by"]], "at": at,
        }  # fmt: skip
        if step["step"] == "note":
            note_progress(**common)
        else:
            close_action(**common, state=ActionState.DONE)

    def agenda(self, title: str) -> AgendaItem:
        return AgendaItem.objects.select_related("meeting").get(meeting=self.meeting, title=title)

    def sought(self, each: Record) -> DecisionSought | None:
        if "sought" not in each:
            return None
        return DecisionSought.objects.get(meeting=self.meeting, text=each["sought"])

    def line(self, each: Record) -> Line:
        return about(self.plan, each)[1] if "pack" in each else NO_LINE
