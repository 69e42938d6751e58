"""What people fill in about a locality's own plan: its items and their milestones."""

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import Q, QuerySet
from django.template.defaultfilters import capfirst

from csplan.core.form_layout import DateReading, Folded, HiddenValue
from csplan.core.forms import DateInput, GovDateField, NamedChoiceField, NarrativeField
from csplan.core.worded import date_problems, read_phrase
from csplan.core.worded_dates import DateKind, WordedDate
from csplan.core.worded_moments import date_words
from localities.models import Locality
from programme.forms.plans import NumberedForm
from programme.forms.stages import ITEM_ORDER, FirstStageForm
from programme.models import Milestone, WorkItem
from programme.permissions.plans import can_frame
from programme.rules.work import (
    date_as_typed,
    is_another_date,
    is_date_agreed,
    plan_days,
)
from programme.selectors.work import ever_kept, kept_localities, national_items

PLACE_ORDER = ("cluster__order", "order", "name")
DATE_FIELDS = ("date_phrase", "date_kind", "date_earliest", "date_latest")
MEANING_FIELDS = DATE_FIELDS[1:]
ASKED_WHEN = (
    "In an agreed plan it is asked about at once if the locality’s return is still open,"
    " otherwise from the next quarter."
)
PHRASE_HINT = (
    "Such as “by end July 2013”, “on 9 October 2013”, “quarterly” or “as agreed with the board”."
    " Leave it empty if there is no date."
)


def national_name(item: WorkItem) -> str:
    """Its number, so that no two are called the same, and enough of its words."""
    return f"{item.number}: {item.short_text}"


class LocalItemForm(FirstStageForm, NumberedForm):
    """What a locality takes up of the plan, or a priority of its own."""

    class Meta:
        model = WorkItem
        fields = ["locality", "serves", "outcome", "text", "order", "owner", "stage", "ends_on"]
        labels = {"owner": "Owner (optional)", "stage": "Stage (optional)"}

    serves = NamedChoiceField(
        named=national_name,
        queryset=WorkItem.objects.none(),
        required=False,
        help_text="Leave it empty for a priority of the locality’s own.",
    )
    text = NarrativeField(label="What is to be done here", rows=4)
    ends_on = GovDateField(label="Last day, if it has ended", what="the last day", required=False)

    missing = {
        "locality": "Select the locality",
        "outcome": "Select one",
        "text": "Enter what is to be done here",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._narrow_localities()
        self._name_levels()
        outcome: Any = self.fields["outcome"]
        outcome.queryset = self.plan.outcomes.order_by("order")
        outcome.required = False
        serves: Any = self.fields["serves"]
        serves.queryset = national_items(self.plan)

    def layout_items(self) -> Sequence[str | LayoutObject]:
        first = ["locality", "serves", "outcome", "text", "owner"]
        if self.instance.pk is None:
            return [*first, *self.stage_layout(), "order"]
        return [*first, "order", "ends_on"]

    def siblings(self, cleaned: dict[str, Any]) -> QuerySet[Any]:
        return WorkItem.objects.filter(
            outcome=cleaned.get("outcome"), locality=cleaned.get("locality")
        )

    def clean(self) -> dict[str, Any]:
        self._settle_outcome(self.cleaned_data)
        _refuse_ended(self, "locality", self.cleaned_data.get("locality"))
        return super().clean()

    def offer_stored(self) -> None:
        field: Any = self.fields["locality"]
        field.queryset = ever_kept(self.actor, self.plan).order_by(*PLACE_ORDER)

    def _narrow_localities(self) -> None:
        """Those whose plan the writer keeps; an item stays with the one it was added to."""
        field: Any = self.fields["locality"]
        field.required = True
        if self.instance.pk is not None:
            field.queryset = Locality.objects.filter(pk=self.instance.locality_id)
            return
        kept = kept_localities(self.actor, self.plan, self.on)
        field.queryset = kept.order_by(*PLACE_ORDER)
        if not self.is_bound and not can_frame(self.actor, self.plan):
            only = list(kept[:2])
            self.initial.setdefault("locality", only[0].pk if len(only) == 1 else None)

    def _name_levels(self) -> None:
        plan = self.plan
        self.fields["serves"].label = f"National {plan.item_singular} it takes up (optional)"
        self.fields["outcome"].label = capfirst(plan.outcome_singular)
        help_text = f"Leave it empty if it takes up a national {plan.item_singular}."
        self.fields["outcome"].help_text = help_text

    def _settle_outcome(self, cleaned: dict[str, Any]) -> None:
        """What takes up a national item is under the same outcome."""
        serves, outcome = cleaned.get("serves"), cleaned.get("outcome")
        if "outcome" in self.errors or "serves" in self.errors:
            return
        if outcome is None and serves is None:
            self.add_error("outcome", f"Select the {self.plan.outcome_singular} it is for")
        elif outcome is None:
            cleaned["outcome"] = serves.outcome if serves else None
        elif serves is not None and serves.outcome_id != outcome.pk:
            words = f"{serves.number} belongs to another {self.plan.outcome_singular}"
            self.add_error("serves", words)


def _refuse_ended(form: Any, name: str, locality: Locality | None) -> None:
    """Nothing is added to a locality that has ended."""
    if form.instance.pk is not None or locality is None or locality.ends_on is None:
        return
    if locality.ends_on < form.on:
        form.add_error(name, f"{locality} ended on {date_words(locality.ends_on)}")


def said_of(phrase: str, read: WordedDate | None) -> tuple[str, str]:
    """What is said of a reading that a person is to confirm."""
    if read is None:
        return (
            f"csplan cannot tell what “{phrase}” means.",
            "Say what kind of date it is, and give the days if the words fix them.",
        )
    return (
        f"csplan takes “{phrase}” to mean: {reading_words(read)}.",
        "If that is right, save. If not, put the days right below, then save.",
    )


def reading_words(date: WordedDate) -> str:
    """The meaning as the middle of a sentence."""
    return date.meaning[:1].lower() + date.meaning[1:]


class MilestoneForm(NumberedForm):
    """A milestone, whose date is typed in words, read, and confirmed or put right.

    On a page the reading is shown before anything is saved: the page carries in ``date_read``
    the words whose reading its writer has seen. A file carries none, as its preview shows the
    reading. Days that somebody gave are kept as theirs.
    """

    work_item = NamedChoiceField(
        named=attrgetter("place_and_number"),
        queryset=WorkItem.objects.none(),
        label="What is it a step of?",
    )
    date_phrase = forms.CharField(
        label="Date, in words", required=False, max_length=200, help_text=PHRASE_HINT
    )
    date_kind = forms.ChoiceField(
        label="Kind of date",
        required=False,
        choices=[("", "As the words say"), *DateKind.choices],
    )
    date_earliest = GovDateField(
        label="Earliest day", what="the earliest day", required=False,
        help_text="Only if the words fix one.",
    )  # fmt: skip
    date_latest = GovDateField(
        label="Latest day", what="the latest day", required=False,
        help_text="It is overdue after this day.",
    )  # fmt: skip
    reason = NarrativeField(
        label="Why does the agreed date change?",
        required=False,
        rows=4,
        help_text="Only if you change the date. Both dates stay to be seen.",
    )
    ends_on = GovDateField(
        label="Last day, if it has ended", what="the last day", required=False,
        help_text="It is not asked about in quarters that begin later.",
    )  # fmt: skip

    class Meta:
        model = Milestone
        fields = ["work_item", "title", "order", "owner", *DATE_FIELDS, "ends_on"]
        labels = {"title": "Milestone", "owner": "Owner (optional)"}

    missing = {
        "work_item": "Select what it is a step of",
        "title": "Enter the milestone",
    }
    also_saves = ("locality", "date_precision", "baseline_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = plan_days(self.plan.first_year, self.plan.last_year)
        self.before = self.instance.worded_date
        self.asks_about: tuple[str, WordedDate | None] | None = None
        self.filled_in: list[str] = []
        self._narrow_items()
        if self.instance.pk is None:
            self.initial["date_kind"] = ""
            self.fields["title"].help_text = ASKED_WHEN
        # A file that was exported gives the last reason back; a page starts with none.
        last_reason = getattr(self.instance, "reason", None) or ""
        self.initial["reason"] = last_reason if self.is_bound else ""

    @property
    def changed_data(self) -> list[str]:
        """What was typed, and what its words were read as."""
        typed: list[str] = super().changed_data
        return [*typed, *(name for name in self.filled_in if name not in typed)]

    def is_valid(self) -> bool:
        return super().is_valid() and self.asks_about is None

    def layout_items(self) -> Sequence[str | LayoutObject]:
        is_new = self.instance.pk is None
        unfolded = self.asks_about is not None or any(
            name in self.errors for name in MEANING_FIELDS
        )
        seen = self.asks_about[0] if self.asks_about else self.data.get("date_read", "")
        return [
            *([DateReading(*said_of(*self.asks_about))] if self.asks_about else []),
            "work_item",
            "title",
            "owner",
            "date_phrase",
            HiddenValue("date_read", seen),
            Folded("What the words mean", *MEANING_FIELDS, is_open=unfolded),
            *(["reason"] if self.needs_a_reason else []),
            "order",
            *([] if is_new else ["ends_on"]),
        ]

    @property
    def needs_a_reason(self) -> bool:
        """Whether another date would be a re-baseline. One query at most."""
        if self.instance.pk is None:
            return False
        if is_date_agreed(self.plan.state, has_been_reported=False):
            return True
        return bool(self.instance.updates.filter(version__gt=0).exists())

    def siblings(self, cleaned: dict[str, Any]) -> QuerySet[Any]:
        return Milestone.objects.filter(
            work_item=cleaned.get("work_item"), locality=self.instance.locality_id
        )

    def clean(self) -> dict[str, Any]:
        self._place(self.cleaned_data.get("work_item"))
        cleaned = super().clean()
        if not set(DATE_FIELDS) & set(self.errors):
            self._settle_date(cleaned)
        return cleaned

    def _narrow_items(self) -> None:
        """Local items of the localities the writer keeps; a milestone stays with its locality."""
        if self.instance.pk is not None:
            own = Q(locality=self.instance.locality_id) | Q(pk=self.instance.work_item_id)
        else:
            own = Q(locality__in=kept_localities(self.actor, self.plan, self.on))
        self._offer_items(own)

    def offer_stored(self) -> None:
        self._offer_items(Q(locality__in=ever_kept(self.actor, self.plan)))

    def _offer_items(self, own: Q) -> None:
        field: Any = self.fields["work_item"]
        items = WorkItem.objects.filter(own, outcome__plan=self.plan).order_by(*ITEM_ORDER)
        field.queryset = items.select_related("locality__cluster", "outcome__plan")

    def _place(self, item: WorkItem | None) -> None:
        if item is not None and item.locality is not None:
            _refuse_ended(self, "work_item", item.locality)
            self.instance.locality = item.locality

    # The date

    def _settle_date(self, cleaned: dict[str, Any]) -> None:
        phrase = cleaned["date_phrase"] = (cleaned.get("date_phrase") or "").strip()
        if self._is_read_now(phrase):
            self._read(phrase, cleaned)
        else:
            self._take_typed(phrase, cleaned)
        self._settle_reason(cleaned)

    def _is_read_now(self, phrase: str) -> bool:
        """Whether the words are to be read, and not the days beside them taken as typed."""
        seen = self.data.get("date_read")
        if phrase == self.before.phrase and self.instance.pk is not None:
            return False
        if seen:
            return bool(seen != phrase)
        return not set(MEANING_FIELDS) & set(super().changed_data)

    def _read(self, phrase: str, cleaned: dict[str, Any]) -> None:
        read = read_phrase(phrase, self.days)
        is_page = "date_read" in self.data
        if is_page and phrase:
            self._ask(phrase, read)
        elif read is None:
            words = "csplan cannot tell what these words mean: give the kind of date and its days"
            self.add_error("date_phrase", words)
        if read is not None:
            self._keep(read, cleaned)

    def _ask(self, phrase: str, read: WordedDate | None) -> None:
        """Show the reading in the fields it is put right in."""
        self.asks_about = (phrase, read)
        typed: Any = self.data
        shown = typed.copy()
        shown["date_kind"] = read.kind if read else ""
        for name, day in (
            ("date_earliest", read.earliest if read else None),
            ("date_latest", read.latest if read else None),
        ):
            parts = DateInput().format_value(day)
            for part, text in zip(("day", "month", "year"), parts, strict=True):
                shown[f"{name}-{part}"] = text
        self.data = shown

    def _take_typed(self, phrase: str, cleaned: dict[str, Any]) -> None:
        kind = cleaned.get("date_kind") or self._kind_of(phrase)
        earliest, latest = cleaned.get("date_earliest"), cleaned.get("date_latest")
        if (phrase, kind, earliest, latest) == self._stored_date():
            cleaned["date_kind"] = kind
            return
        problems = date_problems(phrase, kind, earliest, latest)
        for name, words in problems.items():
            self.add_error(name, words)
        if problems:
            return
        self._keep(date_as_typed(phrase, kind, earliest, latest, self.days), cleaned)

    def _stored_date(self) -> tuple[str, str, dt.date | None, dt.date | None]:
        before = self.before
        return before.phrase, before.kind, before.earliest, before.latest

    def _kind_of(self, phrase: str) -> str:
        read = read_phrase(phrase, self.days)
        return read.kind if read else ""

    def _keep(self, date: WordedDate, cleaned: dict[str, Any]) -> None:
        """The date in the columns of the milestone; the agreed day is the latest one."""
        found: dict[str, dt.date | str | None] = {
            "date_kind": date.kind,
            "date_earliest": date.earliest,
            "date_latest": date.latest,
        }
        self.filled_in = [name for name in found if found[name] != cleaned.get(name)]
        cleaned.update(found)
        self.instance.date_precision = date.precision
        self.instance.baseline_on = date.latest

    def _settle_reason(self, cleaned: dict[str, Any]) -> None:
        """An agreed date that changes has a reason of its own; nothing else has one."""
        if self.instance.pk is None or set(DATE_FIELDS) & set(self.errors):
            return
        days = (cleaned.get("date_earliest"), cleaned.get("date_latest"))
        kind = DateKind(cleaned.get("date_kind") or DateKind.UNDATED)
        now = WordedDate(cleaned["date_phrase"], kind, *days)
        given = cleaned.get("reason") or ""
        last = getattr(self.instance, "reason", None) or ""
        if is_another_date(self.before, now):
            if given in ("", last) and self.needs_a_reason:
                self.add_error("reason", "Enter why the agreed date changes")
        elif given not in ("", last):
            self.add_error("reason", "The date is as it was: change it, or clear the reason")
