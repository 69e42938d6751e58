"""Decisions and actions as a pack shows them: in words, with where each stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.periods import london_day
from programme.choices_meetings import ActionState
from programme.rules.returns import deadline_words
from reporting.document import words
from reporting.document.decisions.facts import Action, Made, Pin, Sought
from reporting.document.reckoned import Reckoned
from reporting.document.rows import chip_of, paragraphs

CHIPS: Mapping[str, tuple[str, str]] = {
    ActionState.OPEN: ("unknown", "Open"),
    ActionState.DONE: ("complete", "Done"),
    ActionState.DROPPED: ("unknown", "Dropped"),
}
OVERDUE = ("off_track", "Overdue")


@dataclass(frozen=True, slots=True)
class SoughtRow:
    """What the group is asked, and why; ``when`` says at which meeting."""

    anchor: str
    text: SafeString
    reason: SafeString
    when: str
    about: str


@dataclass(frozen=True, slots=True)
class MadeRow:
    anchor: str
    text: SafeString
    sought: SafeString
    when: str
    about: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    anchor: str
    text: SafeString
    owner: str
    place: str
    place_anchor: str
    due: str
    late: str
    chip: SafeString
    said: SafeString
    said_name: str
    said_on: str


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """The rows of each section; ``shows_made`` whether the pack tells of decisions at all."""

    sought: Sequence[SoughtRow]
    made: Sequence[MadeRow]
    actions: Sequence[ActionRow]
    shows_made: bool


def decisions_view(pack: Reckoned) -> DecisionsView | None:
    """What is asked, decided and to be done; None of a snapshot frozen before packs held it."""
    decisions = pack.facts.decisions
    if decisions is None:
        return None
    today = london_day(decisions.on)
    return DecisionsView(
        sought=[_sought(each, today) for each in decisions.sought or ()],
        made=[_made(each) for each in decisions.made or ()],
        actions=[_action(each, today, pack) for each in decisions.actions],
        shows_made=decisions.made is not None,
    )


def _sought(each: Sought, today: dt.date) -> SoughtRow:
    day = words.day(each.meeting_on)
    is_past = each.meeting_on < today
    return SoughtRow(
        anchor=f"sought-{each.pk}",
        text=paragraphs(each.text),
        reason=paragraphs(each.reason),
        when=f"Asked of the meeting of {day}, and still awaited"
        if is_past
        else f"For the meeting of {day}",
        about=_about(each.pin),
    )


def _made(each: Made) -> MadeRow:
    return MadeRow(
        anchor=f"decision-{each.pk}",
        text=paragraphs(each.text),
        sought=paragraphs(each.sought),
        when=f"Decided on {words.day(each.decided_on)}",
        about=_about(each.pin),
    )


def _action(each: Action, today: dt.date, pack: Reckoned) -> ActionRow:
    is_open = each.state == ActionState.OPEN
    is_late = is_open and each.due_on < today
    colour, standing = OVERDUE if is_late else CHIPS[each.state]
    ended = f"Closed on {words.moment_day(each.closed_at)}" if each.closed_at else ""
    said_on = words.moment_day(each.words_at) if each.words_at else ""
    return ActionRow(
        anchor=f"action-{each.pk}",
        text=paragraphs(each.text),
        owner=each.owner,
        place=each.place,
        place_anchor=pack.place_anchor(each.locality),
        due=words.day(each.due_on),
        late=deadline_words(each.due_on, today) if is_late else "",
        chip=chip_of(colour, standing),
        said=paragraphs(each.words),
        said_name="Progress" if is_open else "Outcome",
        said_on=ended or said_on,
    )


def _about(pin: Pin) -> str:
    """ "Open the hub, Norfolk (report of Quarter 2 2013/14, edition 1)"."""
    if not pin.pack_quarter:
        return ""
    edition = words.edition(pin.pack_quarter, pin.pack_edition, pin.pack_title)
    return f"{pin.line_words} ({edition})"
