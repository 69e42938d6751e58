"""What people fill in about what they did: a few questions first, the rest behind a summary."""

import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.accounts.choices import Role
from csplan.core.form_layout import LayoutPart
from csplan.core.forms import (
    BaseForm,
    DecimalTextField,
    GovDateField,
    HiddenVersionField,
    NamedChoiceField,
    NarrativeField,
    TickedRecordsField,
)
from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.core.worded_moments import date_words
from csplan.registers.forms import FinancialYearField, PoundsField, RegisterForm
from objectives.models import PerformanceMeasure
from objectives.selectors.public_objectives import published_measures
from programme.choices import Accumulation, Collection, PlanState
from programme.forms.behalf import ForSomebodyElse, on_behalf_field
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    EventType,
    Interchange,
    Measure,
    Outcome,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)
from programme.rules.delivery import are_likely_the_same, may_count
from programme.selectors.delivery import (
    outcome_then,
    outcomes_on,
    own_localities,
    savings_alike,
)
from programme.services.delivery import calendar_problems

TODAY_HINT = "Today unless you change it"


class More(LayoutPart):
    """Questions that can wait, folded away.

    Open when one was answered wrongly, or answered in a form that is given back unsaved.
    """

    def __init__(self, summary: str, *fields: str) -> None:
        self.summary = summary
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        is_wrong = any(name in form.errors for name in self.fields)
        is_given_back = form.is_bound or bool(form.restored)
        has_words = is_given_back and any(form[name].value() for name in self.fields)
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            SafeString(" open") if is_wrong or has_words else "",
            self.summary,
            self.get_rendered_fields(form, context, template_pack),
        )


class DeliveryForm(RegisterForm):
    """A record's form: it knows the page it was drawn on, so that sending it twice is once.

    ``first`` are the questions everybody answers, ``later`` those that can wait.
    """

    entry_key = forms.UUIDField(required=False, widget=forms.HiddenInput())
    on_behalf_of = on_behalf_field()
    first: Sequence[str] = ()
    later: Sequence[str] = ()
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["entry_key"] = self.instance.entry_key
        self._narrow_localities()
        if self.instance.pk is None:
            self._start_today()

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [*self.first, More("Add more about it", *self.later), ForSomebodyElse()]

    def _narrow_localities(self) -> None:
        """The writer's own; not asked for when there is only one."""
        field: Any = self.fields["locality"]
        field.queryset = own_localities(self.actor)
        if self.instance.pk is None and not self.is_bound:
            self.initial.setdefault("locality", self._only_locality())

    def _only_locality(self) -> int | None:
        own = self.actor.locality_ids(Role.COORDINATOR)
        is_one = len(own) == 1 and not self.actor.has(Role.ASSISTANT)
        return next(iter(own)) if is_one else None

    def _start_today(self) -> None:
        name = self.instance.counted_on
        if name in self.fields and self.fields[name].required:
            self.initial.setdefault(name, self.on)

    def _post_clean(self) -> None:
        """What the tables and the calendar would refuse, said beside the field."""
        key: uuid.UUID | None = self.cleaned_data.get("entry_key")
        if key and self.instance.pk is None:
            self.instance.entry_key = key
        super()._post_clean()
        if self.errors:
            return
        for name, words in calendar_problems(self.instance, today=self.on).items():
            self.add_error(name, words)


class OutcomeForm(DeliveryForm):
    """A record that serves an outcome: one of the plan that covers the record's day.

    A year is reported on after it is over, so what is logged today may belong to the plan before.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes: Any = self.fields["outcome"]
        # Checking the form puts what was chosen in its place.
        self.stored_outcome = self.instance.outcome_id
        known = getattr(self.instance, self.instance.counted_on) or self.on
        typed = self._typed_day() if self.is_bound else None
        outcomes.queryset = outcomes_on(known)
        if typed and FinancialYear.containing(typed) != FinancialYear.containing(known):
            outcomes.queryset |= outcomes_on(typed)
            outcomes.label_from_instance = outcome_of_plan

    def offer_stored(self) -> None:
        """Of every plan: a file may hold the records of several years."""
        outcomes: Any = self.fields["outcome"]
        outcomes.queryset = Outcome.objects.select_related("plan").order_by(
            "plan__first_year", "plan", "order"
        )

    @cached_property
    def changed_data(self) -> list[str]:
        """Without an outcome that is the stored one, as the plan of the day has it."""
        changed: list[str] = super().changed_data
        if "outcome" in changed and self.instance.pk is not None and self._keeps_outcome():
            return [name for name in changed if name != "outcome"]
        return changed

    def _keeps_outcome(self) -> bool:
        with suppress(ValidationError):
            chosen = self.fields["outcome"].clean(self["outcome"].data)
            day = self._typed_day() or self.on
            then = outcome_then(chosen, day) if chosen else None
            return then is not None and then.pk == self.stored_outcome
        return False

    def _typed_day(self) -> dt.date | None:
        name = self.instance.counted_on
        field = self.fields[name]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        with suppress(ValidationError):
            day: dt.date | None = field.clean(typed)
            return day
        return None

    def serve(self, outcome: Outcome) -> None:
        """Take the outcome as the plan of the record's day has it, or ask for another."""
        day = self.cleaned_data.get(self.instance.counted_on) or self.on
        then = self.cleaned_data["outcome"] = outcome_then(outcome, day)
        if then is None:
            self.add_error(
                "outcome",
                f"{outcome.plan} does not cover {date_words(day)}: "
                "select an outcome of the plan that does",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if outcome := cleaned.get("outcome"):
            self.serve(outcome)
        return cleaned


class EventForm(OutcomeForm):
    held_on = GovDateField(label="Date", what="the date of the event", help_text=TODAY_HINT)
    volunteering_days = DecimalTextField(
        label="Volunteering days",
        what="the volunteering days",
        example="4.5",
        required=False,
        help_text="In halves or wholes, like 4.5. Leave empty if nobody volunteered.",
    )
    departments = TickedRecordsField(
        label="Departments that took part",
        queryset=Department.objects.all(),
        required=False,
    )
    outcome = forms.ModelChoiceField(
        label="Outcome served",
        queryset=Outcome.objects.none(),
        required=False,
        help_text="Leave empty for the outcome such events usually serve",
    )
    first = ("type", "locality", "held_on", "attendance", "volunteering_days", "departments")
    later = ("title", "place", "outcome", "note")

    class Meta:
        model = Event
        fields = (
            "type", "locality", "held_on", "attendance", "volunteering_days", "departments",
            "title", "place", "outcome", "note", "on_behalf_of",
        )  # fmt: skip
        field_classes = {"note": NarrativeField}
        labels = {
            "type": "What was it?",
            "attendance": "How many people came?",
            "title": "Name of the event",
        }
        help_texts = {"note": "Anything worth remembering when the quarter is reported"}

    missing = {"type": "Select what it was", "locality": "Select the locality"}
    submit_label = "Log it"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types: Any = self.fields["type"]
        types.queryset = EventType.objects.select_related("default_outcome__plan")
        if self.instance.pk is None:
            types.queryset = types.queryset.filter(is_ended=False)

    def clean(self) -> dict[str, Any]:
        event_type: EventType | None = self.cleaned_data.get("type")
        if event_type and not self.cleaned_data.get("outcome") and "outcome" not in self.errors:
            if event_type.default_outcome is None:
                self.add_error("outcome", "Select the outcome it served")
            self.cleaned_data["outcome"] = event_type.default_outcome
        return super().clean()


class SavingForm(DeliveryForm):
    amount_pence = PoundsField(label="Amount", what="the amount saved")
    agreed_on = GovDateField(
        label="When was it agreed?", what="the date the saving was agreed", help_text=TODAY_HINT
    )
    is_cashable = forms.BooleanField(
        label="It is cashable: the money leaves a budget", required=False
    )
    is_another = forms.BooleanField(
        label="This is another saving, not the same one again", required=False
    )
    first = (
        "partner", "what", "amount_pence", "locality", "agreed_on", "kind", "recurrence",
        "is_cashable", "evidence",
    )  # fmt: skip
    later = ("note",)

    class Meta:
        model = Saving
        fields = (
            "partner", "what", "amount_pence", "locality", "agreed_on", "kind", "recurrence",
            "is_cashable", "evidence", "note", "on_behalf_of",
        )  # fmt: skip
        field_classes = {"note": NarrativeField, "evidence": NarrativeField}
        labels = {
            "partner": "Who saves it?",
            "what": "What is saved?",
            "kind": "Kind of saving",
            "recurrence": "How often?",
        }
        help_texts = {
            "partner": "The department or partner that no longer spends it",
            "evidence": "What shows that it was agreed, and where it is kept",
            "note": "",
        }

    missing = {
        "partner": "Enter who saves it",
        "what": "Enter what is saved",
        "kind": "Select the kind of saving",
        "recurrence": "Select whether it recurs",
        "evidence": "Enter what shows that it was agreed",
        "locality": "Select the locality",
    }
    submit_label = "Claim it"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_another"] = self.instance.is_another
        self.alike: list[Saving] = []

    def layout_items(self) -> Sequence[str | LayoutObject]:
        warned = ["is_another"] if self.errors.get("is_another") or self.is_confirmed else []
        return [*warned, *self.first, More("Add more about it", *self.later)]

    @property
    def is_confirmed(self) -> bool:
        return bool(self["is_another"].value())

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not self._is_unmoved():
            self._refuse_duplicates()

    def _is_unmoved(self) -> bool:
        """A change that leaves the claim as like to others as it was asks nothing again."""
        moving = {"partner", "what", "amount_pence", "locality", "agreed_on"}
        return self.instance.pk is not None and not moving & set(self.changed_data)

    def _refuse_duplicates(self) -> None:
        """The same saving is refused; one like it must be confirmed to be another."""
        saving: Saving = self.instance
        self.alike = [one for one in savings_alike(saving) if one.entry_key != saving.entry_key]
        same = [one for one in self.alike if one.agreed_on == saving.agreed_on]
        near = [one for one in self.alike if are_likely_the_same(one.agreed_on, saving.agreed_on)]
        if same:
            self.add_error("what", f"{same[0].logged_by} claimed this saving already")
        elif near and not self.cleaned_data.get("is_another"):
            self.add_error("is_another", _looks_like(near[0]))


def _looks_like(saving: Saving) -> str:
    agreed = date_words(saving.agreed_on)
    return (
        f"{saving.logged_by} claimed the same amount for this, agreed on {agreed}. "
        "Tick the box if yours is another saving"
    )


class VisitForm(DeliveryForm):
    offered_on = GovDateField(
        label="When was it offered?", what="the date of the offer", help_text=TODAY_HINT
    )
    first_possible_on = GovDateField(label="One possible day", what="one possible day")
    second_possible_on = GovDateField(label="Another possible day", what="another possible day")
    first = ("shows", "host", "locality", "first_possible_on", "second_possible_on", "offered_on")
    later = ("place", "note")

    class Meta:
        model = Visit
        fields = (
            "shows", "host", "locality", "first_possible_on", "second_possible_on", "offered_on",
            "place", "note", "on_behalf_of",
        )  # fmt: skip
        field_classes = {"note": NarrativeField}
        labels = {"shows": "What part of the Reform Plan would be seen?", "host": "Host"}
        help_texts = {"shows": "", "note": ""}

    missing = {
        "shows": "Enter what would be seen",
        "host": "Enter who would be the host",
        "locality": "Select the locality",
    }
    submit_label = "Offer it"


class CaseStudyForm(OutcomeForm):
    sent_on = GovDateField(
        label="Sent to the Cabinet Office Reform Team on",
        what="the date it was sent",
        required=False,
        help_text="Leave empty until it has been sent",
    )
    first = ("title", "outcome", "locality", "words", "sent_on")
    later = ("note",)

    class Meta:
        model = CaseStudy
        fields = ("title", "outcome", "locality", "words", "sent_on", "note", "on_behalf_of")
        field_classes = {"words": NarrativeField, "note": NarrativeField}
        labels = {"outcome": "Outcome served", "words": "The account"}
        help_texts = {"words": "What was done, by whom, and what came of it", "note": ""}

    missing = {
        "title": "Enter a title",
        "outcome": "Select the outcome it serves",
        "words": "Enter the account",
        "locality": "Select the locality",
    }


class RedeploymentForm(DeliveryForm):
    started_on = GovDateField(
        label="When did they start?", what="the date they started", help_text=TODAY_HINT
    )
    first = ("people_count", "from_department", "to_department", "locality", "started_on")
    later = ("note",)

    class Meta:
        model = Redeployment
        fields = (
            "people_count", "from_department", "to_department", "locality", "started_on", "note",
            "on_behalf_of",
        )  # fmt: skip
        field_classes = {"note": NarrativeField}
        labels = {
            "people_count": "How many people?",
            "from_department": "From",
            "to_department": "To",
        }
        help_texts = {"note": ""}

    missing = {
        "people_count": "Enter how many people",
        "from_department": "Select the department they left",
        "to_department": "Select the department they joined",
        "locality": "Select the locality",
    }
    submit_label = "Log it"


class InterchangeForm(DeliveryForm):
    starts_on = GovDateField(label="First day", what="the first day", help_text=TODAY_HINT)
    ends_on = GovDateField(label="Last day", what="the last day", required=False)
    first = ("role", "from_department", "to_department", "locality", "starts_on", "ends_on")
    later = ("note",)

    class Meta:
        model = Interchange
        fields = (
            "role", "from_department", "to_department", "locality", "starts_on", "ends_on", "note",
            "on_behalf_of",
        )  # fmt: skip
        field_classes = {"note": NarrativeField}
        labels = {
            "role": "What do they do there?",
            "from_department": "From",
            "to_department": "To",
        }
        help_texts = {"role": "", "note": ""}

    missing = {
        "role": "Enter what they do there",
        "from_department": "Select the department that lends them",
        "to_department": "Select the department they go to",
        "locality": "Select the locality",
    }
    submit_label = "Log it"


class EventTypeForm(RegisterForm):
    class Meta:
        model = EventType
        fields = (
            "name", "slug", "order", "default_outcome", "asks_attendance",
            "asks_volunteering_days", "is_ended",
        )  # fmt: skip
        labels = {
            "slug": "Short name for addresses",
            "default_outcome": "Outcome it usually serves",
            "asks_attendance": "Ask how many people came",
            "asks_volunteering_days": "Ask for volunteering days",
            "is_ended": "Ended: no longer offered, but what was logged stays",
        }
        help_texts = {"slug": "Like discovery-workshop", "is_ended": "", "default_outcome": ""}

    missing = {
        "name": "Enter a name",
        "slug": "Enter a short name, like discovery-workshop",
        "order": "Enter its place in the list",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes: Any = self.fields["default_outcome"]
        outcomes.queryset = outcomes_on(self.on)


class DerivedMeasureForm(RegisterForm):
    event_types = TickedRecordsField(
        label="Types of event",
        queryset=EventType.objects.all(),
        required=False,
        help_text="Choose none to count every type",
    )

    class Meta:
        model = DerivedMeasure
        fields = ("measure", "record_kind", "counted", "event_types", "least_departments")
        labels = {
            "record_kind": "Records",
            "counted": "What is added up",
            "least_departments": "Least number of departments",
        }
        help_texts = {"least_departments": "Only events in which so many took part; 0 for all"}

    missing = {
        "measure": "Select the measure",
        "record_kind": "Select the records it follows",
        "counted": "Select what is added up",
        "least_departments": "Enter the least number of departments, or 0",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures: Any = self.fields["measure"]
        measures.queryset = (
            Measure.objects.exclude(collection=Collection.NATIONAL)
            .exclude(outcome__plan__state=PlanState.CLOSED)
            .filter(accumulation__in=(Accumulation.SUM, Accumulation.LATEST))
            .select_related("outcome__plan")
            .order_by("-outcome__plan__first_year", "outcome__order", "order")
        )
        measures.label_from_instance = _measure_of_plan

    def clean(self) -> dict[str, Any]:
        kind = self.cleaned_data.get("record_kind", "")
        counted = self.cleaned_data.get("counted", "")
        if kind and counted and not may_count(kind, counted):
            self.add_error("counted", "That cannot be counted of these records")
        return self.cleaned_data


def outcome_of_plan(outcome: Outcome) -> str:
    return f"{outcome}, {outcome.plan}"


def _measure_of_plan(measure: Measure) -> str:
    """With its plan: two plans may count the same thing."""
    return f"{measure.title} ({measure.outcome.plan.title})"


class VisitStandardForm(RegisterForm):
    class Meta:
        model = VisitStandard
        fields = ("year_start", "interval_days", "measure")
        field_classes = {"year_start": FinancialYearField, "measure": NamedChoiceField}
        labels = {
            "year_start": "First financial year it holds for",
            "interval_days": "Days between visits, on average",
            "measure": "Published measure that asks for it",
        }
        help_texts = {"year_start": "Like 2013/14.", "measure": ""}

    missing = {
        "year_start": "Enter the first financial year it holds for, like 2013/14",
        "interval_days": "Enter the number of days",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure: Any = self.fields["measure"]
        names = {pk: f"{each.whose}: {each.text}" for pk, each in published_measures().items()}
        measure.queryset = PerformanceMeasure.objects.filter(pk__in=names)
        measure.named = lambda one: names.get(one.pk, "No longer published")


class DecisionForm(BaseForm):
    """A step taken on the version that its taker read."""

    version = HiddenVersionField()


class WithdrawForm(DecisionForm):
    reason = NarrativeField(
        label="Why was it logged by mistake?",
        help_text="It leaves every figure, and stays to be read with your reason",
        rows=3,
    )
    missing = {"reason": "Enter why the record is withdrawn"}
    submit_label = "Withdraw it"


class ValidateForm(DecisionForm):
    submit_label = "Validate this saving"


class RefuseForm(DecisionForm):
    reason = NarrativeField(
        label="Why is it refused?", help_text="The claimer reads this and may claim anew", rows=3
    )
    missing = {"reason": "Enter why the saving is refused"}
    submit_label = "Refuse this saving"


class VisitAnswerForm(DecisionForm):
    visit_on = GovDateField(label="Day of the visit", what="the day of the visit")
    answer = NarrativeField(
        label="Anything to remember", help_text="Such as who will come, or what was said",
        rows=3, required=False,
    )  # fmt: skip


class AcceptVisitForm(VisitAnswerForm):
    submit_label = "Record that it was accepted"


class CompleteVisitForm(VisitAnswerForm):
    submit_label = "Record that it took place"


class DeclineVisitForm(DecisionForm):
    answer = NarrativeField(
        label="Why will it not take place?", help_text="Kept with the offer", rows=3
    )
    missing = {"answer": "Enter why the visit will not take place"}
    submit_label = "Record that it was declined"


class UseRecordForm(DecisionForm):
    submit_label = "Use this figure"
