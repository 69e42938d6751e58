"""What people fill in about meetings of the National Steering Group."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from csplan.accounts.models import User
from csplan.core.field_markup import Look, field_html
from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HiddenVersionField,
    NamedChoiceField,
    NarrativeField,
)
from csplan.core.worded_moments import date_words
from localities.models import Locality, Meeting, Post, SteeringGroupSeat
from programme.choices_meetings import ActionState, Presence
from programme.models import AgendaItem, DecisionSought
from programme.rules.pins import line_of
from programme.rules.questions import Line
from programme.selectors.meetings import meetings_to_choose, people_to_choose, posts_to_choose

PERSON, POST = "person", "post"
MOST_ITEMS = 100
ENDINGS = (
    (ActionState.DONE, "It is done"),
    (ActionState.DROPPED, "It need not be done any more"),
)


class PinnedForm(BaseForm):
    """A form for something that may be about a line of a pack, which its address handed down."""

    keeps_draft = True
    line = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_line(self) -> Line:
        return line_of(self.cleaned_data["line"])


class AgendaItemForm(PinnedForm):
    """A new item, at the end of the agenda."""

    title = forms.CharField(label="Title of the item", max_length=200)
    background = NarrativeField(
        label="What the group should know before the meeting", rows=5, required=False
    )
    missing = {"title": "Enter the title of the item"}
    submit_label = "Add the item"


class AgendaItemChangeForm(BaseForm):
    keeps_draft = True
    version = HiddenVersionField()
    place = forms.IntegerField(
        label="Place on the agenda", min_value=1, max_value=MOST_ITEMS,
        help_text="1 is the first item. The others move down",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )  # fmt: skip
    title = forms.CharField(label="Title of the item", max_length=200)
    background = NarrativeField(
        label="What the group should know before the meeting", rows=5, required=False
    )
    minute = NarrativeField(
        label="Minute: what was said at the meeting",
        help_text="Decisions and actions are recorded by themselves, under this item",
        rows=6,
        required=False,
    )
    missing = {"title": "Enter the title of the item", "place": "Enter its place on the agenda"}
    submit_label = "Save the item"


class ReasonForm(BaseForm):
    """A step that needs nothing but words."""

    keeps_draft = True
    version = HiddenVersionField()
    reason = NarrativeField(label="Why?", rows=4)
    missing = {"reason": "Enter why"}


class RemoveItemForm(BaseForm):
    version = HiddenVersionField()
    submit_label = "Take it off the agenda"


class WithdrawForm(ReasonForm):
    reason = NarrativeField(label="Why is it no longer sought?", rows=4)
    missing = {"reason": "Enter why the decision is no longer sought"}
    submit_label = "Withdraw it"


class ReopenForm(ReasonForm):
    reason = NarrativeField(label="What is left to do?", rows=4)
    missing = {"reason": "Enter what is left to do"}
    submit_label = "Open it again"


class SeekForm(PinnedForm):
    text = NarrativeField(
        label="What is the group asked to decide?",
        help_text="In one sentence that can be answered, such as “Agree to move £20,000 from "
        "events to the apprenticeship scheme”. It stands at the head of the monitoring pack",
        rows=4,
    )
    reason = NarrativeField(
        label="Why, and what do you recommend?", rows=6, required=False,
        help_text="What it costs or changes, what happens otherwise",
    )  # fmt: skip
    missing = {"text": "Enter what the group is asked to decide"}
    submit_label = "Seek the decision"


class SoughtChangeForm(BaseForm):
    keeps_draft = True
    version = HiddenVersionField()
    text = NarrativeField(label="What is the group asked to decide?", rows=4)
    reason = NarrativeField(label="Why, and what do you recommend?", rows=6, required=False)
    meeting = NamedChoiceField(
        queryset=Meeting.objects.none(), label="Which meeting decides it?",
        named=lambda meeting: date_words(meeting.day), empty_label=None,
    )  # fmt: skip
    missing = {
        "text": "Enter what the group is asked to decide",
        "meeting": "Select the meeting that decides it",
    }

    def __init__(self, *args: Any, sought: DecisionSought, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = meetings_to_choose(on, also=sought.meeting_id)


class OfMeetingForm(PinnedForm):
    """Something that may belong to an item of a meeting's agenda."""

    item = forms.ModelChoiceField(
        label="Item of the agenda", queryset=AgendaItem.objects.none(), required=False,
        empty_label="None of them",
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.queryset = meeting.agenda.order_by("order", "pk")


class DecisionForm(OfMeetingForm):
    text = NarrativeField(label="What was decided?", rows=5)
    sought = forms.ModelChoiceField(
        label="Which decision sought does it settle?", queryset=DecisionSought.objects.none(),
        required=False, empty_label="None of them",
    )  # fmt: skip
    decided_on = GovDateField(label="When was it decided?", what="the day of the decision")
    missing = {"text": "Enter what was decided"}
    submit_label = "Record the decision"
    field_order = ("text", "sought", "item", "decided_on", "line")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sought"]
        field.queryset = DecisionSought.objects.awaited()


class DecisionChangeForm(OfMeetingForm):
    version = HiddenVersionField()
    text = NarrativeField(label="What was decided?", rows=5)
    decided_on = GovDateField(label="When was it decided?", what="the day of the decision")
    missing = {"text": "Enter what was decided"}
    field_order = ("text", "item", "decided_on", "version", "line")


class ActionForm(OfMeetingForm):
    text = NarrativeField(label="What is to be done?", rows=4)
    owner = forms.ChoiceField(
        label="Who owns it?",
        help_text="A post’s actions pass to whoever holds it next",
    )
    locality = forms.ModelChoiceField(
        label="Locality", queryset=Locality.objects.none(), required=False,
        empty_label="No one locality",
    )  # fmt: skip
    due_on = GovDateField(label="When is it due?", what="the day it is due")
    missing = {"text": "Enter what is to be done", "owner": "Select who owns it"}
    submit_label = "Set the action"
    field_order: Sequence[str] = ("text", "owner", "due_on", "locality", "item", "line")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        fields: Any = self.fields
        fields["owner"].choices = list(owners(on))
        fields["locality"].queryset = Locality.objects.in_force_on(on)

    def chosen_owner(self) -> tuple[User | None, Post | None]:
        """The person or the post; one of them is None. One query."""
        kind, _, key = self.cleaned_data["owner"].partition("-")
        if kind == PERSON:
            return User.objects.get(pk=int(key)), None
        return None, Post.objects.get(pk=int(key))


class ActionChangeForm(ActionForm):
    version = HiddenVersionField()
    reason = NarrativeField(label="Why is it changed?", rows=3)
    missing = {"reason": "Enter why the action is changed"}
    submit_label = "Save"
    field_order = ("text", "owner", "due_on", "locality", "reason", "version", "line")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["item"]


def owners(on: dt.date) -> Iterator[tuple[str, Any]]:
    """Posts, then people, as the groups of a list to choose from. Two queries."""
    yield "", "Select one"
    posts = [(f"{POST}-{post.pk}", str(post)) for post in posts_to_choose(on)]
    yield "Posts", posts
    yield "People", [(f"{PERSON}-{one.pk}", str(one)) for one in people_to_choose(on)]


class ProgressForm(BaseForm):
    keeps_draft = True
    version = HiddenVersionField()
    words = NarrativeField(label="How far has it got?", rows=5)
    missing = {"words": "Enter how far it has got"}
    submit_label = "Add the note"


class CloseActionForm(BaseForm):
    keeps_draft = True
    version = HiddenVersionField()
    state = forms.ChoiceField(
        label="How did it end?", choices=ENDINGS, widget=forms.RadioSelect, initial=""
    )
    words = NarrativeField(
        label="What came of it?", rows=5, help_text="It is told in the next monitoring pack"
    )
    missing = {"state": "Select how it ended", "words": "Enter what came of it"}
    submit_label = "Close the action"


class AttendanceForm(BaseForm):
    """How each place on the group was filled: two boxes a place, in the order of the group."""

    keeps_draft = True
    version = HiddenVersionField()
    others = NarrativeField(
        label="Also present", rows=3, required=False, help_text="By post, one on each line"
    )
    submit_label = "Save the attendance"

    def __init__(self, *args: Any, seats: Sequence[SteeringGroupSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            self.fields |= _boxes(seat)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for seat in self.seats:
            chosen, name = data.get(f"presence-{seat.pk}"), f"deputy-{seat.pk}"
            if chosen == Presence.DEPUTY and not data.get(name):
                words = f"Enter the post of the deputy for {seat.holder}"
                self.add_error(name, ValidationError(words))
        return data

    def rows(self) -> Iterator[tuple[SteeringGroupSeat, SafeString, SafeString]]:
        """Each place with its two boxes, whose labels are for the ear: a heading is above them."""
        look = Look(label_size="govuk-visually-hidden")
        for seat in self.seats:
            boxes = (self[f"presence-{seat.pk}"], self[f"deputy-{seat.pk}"])
            presence, deputy = (field_html(box, look) for box in boxes)
            yield seat, presence, deputy

    def answers(self) -> Mapping[int, tuple[str, str]]:
        """Presence and deputy by place."""
        data = self.cleaned_data
        return {
            seat.pk: (data[f"presence-{seat.pk}"], data[f"deputy-{seat.pk}"])
            for seat in self.seats
        }


def _boxes(seat: SteeringGroupSeat) -> dict[str, forms.Field]:
    presence = forms.ChoiceField(
        label=f"Attendance of {seat.holder}", choices=[("", "Not recorded"), *Presence.choices],
        required=False,
    )  # fmt: skip
    deputy = forms.CharField(label=f"Deputy for {seat.holder}", max_length=200, required=False)
    return {f"presence-{seat.pk}": presence, f"deputy-{seat.pk}": deputy}
