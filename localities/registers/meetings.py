"""Meetings of steering groups."""

from typing import Any

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.forms import GovDateField
from csplan.registers.declaration import Filter, Register, RegisterColumn, related_filter
from csplan.registers.fields import TimeOfDayField
from csplan.registers.forms import RegisterForm
from localities.models import Meeting, SteeringGroup
from localities.permissions import can_keep_meetings
from localities.registers.shared import PARENT


class MeetingForm(RegisterForm):
    class Meta:
        model = Meeting
        fields = ["group", "day", "starts_at", "place"]
        labels = {"group": "Steering group", "place": "Place, if it is known"}

    day = GovDateField(label="Day", what="the day of the meeting")
    starts_at = TimeOfDayField(label="Starts at, if it is known", required=False)

    missing = {"group": "Select a steering group"}


def _meetings(actor: Actor) -> QuerySet[Meeting]:
    return Meeting.objects.select_related("group", "source")


def _groups(actor: Actor) -> QuerySet[SteeringGroup]:
    return SteeringGroup.objects.all()


def _when(rows: QuerySet[Meeting], value: str, on: Any) -> QuerySet[Meeting]:
    return rows.filter(day__gte=on) if value == "ahead" else rows.filter(day__lt=on)


MEETINGS = Register(
    app="localities",
    slug="meetings",
    singular="meeting",
    plural="meetings",
    name="Meetings of steering groups",
    lead="The dates of a quarter can be counted back from the meeting that considers it. When that"
    " meeting moves, the quarter says that its dates no longer match.",
    model=Meeting,
    form=MeetingForm,
    columns=(
        RegisterColumn("day", "Day", order_by=("day",)),
        RegisterColumn("group", "Steering group", order_by=("group__name",)),
        RegisterColumn("starts_at", "Starts at", "A time, like 10:30am", ("starts_at",)),
        RegisterColumn("place", "Place", order_by=("place",)),
    ),
    natural_key=("group", "day"),
    rows=_meetings,
    can_manage=can_keep_meetings,
    search=("group__name", "place"),
    filters=(
        related_filter("group", "Steering group", _groups),
        Filter(
            "when", "When", lambda actor: [("ahead", "Ahead"), ("past", "Past")], _when,
            every="Any time",
        ),
    ),
    order_by=("-day", "group__name"),
    parent=PARENT,
)  # fmt: skip
