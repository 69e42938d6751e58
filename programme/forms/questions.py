"""What people fill in to ask for the National Steering Group, and to answer."""

import datetime as dt
from typing import Any

from django import forms

from csplan.accounts.actors import Actor
from csplan.core.forms import BaseForm, HiddenVersionField, NarrativeField
from csplan.core.periods import london_day
from localities.models import Locality
from programme.models import Outcome, Question
from programme.permissions.questions import asks_for_others
from programme.rules.questions import closing_needs_a_reason
from programme.selectors.questions import outcomes_to_choose


class AskForm(BaseForm):
    """A question about a line that is known already."""

    keeps_draft = True
    on_behalf_of = forms.CharField(
        label="Who is asking?",
        help_text="The member’s post, such as “Department for Transport member of the NSG”",
        max_length=120,
    )
    text = NarrativeField(
        label="Your question",
        help_text="The national team sends it to whoever can answer. The answer comes back here, "
        "and with the question goes into the next monitoring pack",
        rows=6,
    )
    missing = {"on_behalf_of": "Enter who is asking", "text": "Enter your question"}
    submit_label = "Ask the question"

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_for_others(actor):
            self.fields["text"].label = "The question"
        else:
            del self.fields["on_behalf_of"]


class AskAnythingForm(AskForm):
    """A question that names what it is about, if that is a locality or an outcome."""

    locality = forms.ModelChoiceField(
        label="Locality", queryset=Locality.objects.none(), required=False, empty_label="None"
    )
    outcome = forms.ModelChoiceField(
        label="Outcome", queryset=Outcome.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, at)
        self.fields["locality"].help_text = "If it is about one"
        self.fields["outcome"].help_text = "If it is about one"


def choose_from(form: Any, at: dt.datetime) -> None:
    """Offer today's localities, and the outcomes of the plans that are reported on."""
    form.fields["locality"].queryset = Locality.objects.in_force_on(london_day(at))
    form.fields["outcome"].queryset = outcomes_to_choose(at)


class QuestionStepForm(BaseForm):
    """A step taken on the version of the question that its taker read."""

    version = HiddenVersionField()
    # Whether the draft is shown above the form: not where it stands in a box already.
    shows_draft = True

    def __init__(self, *args: Any, question: Question, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question


class RouteForm(QuestionStepForm):
    locality = forms.ModelChoiceField(
        label="Which locality drafts the answer?",
        queryset=Locality.objects.none(),
        required=False,
        empty_label="None: the national team answers it",
    )
    outcome = forms.ModelChoiceField(
        label="Which outcome is it about?",
        queryset=Outcome.objects.none(),
        required=False,
        empty_label="No one outcome",
    )
    submit_label = "Send the question"

    def __init__(self, *args: Any, question: Question, at: dt.datetime, **kwargs: Any) -> None:
        given = {"locality": question.locality_id, "outcome": question.outcome_id}
        kwargs["initial"] = {**given, **(kwargs.get("initial") or {})}
        super().__init__(*args, question=question, at=at, **kwargs)
        choose_from(self, at)


class DraftAnswerForm(QuestionStepForm):
    keeps_draft = True
    shows_draft = False
    draft = NarrativeField(
        label="What do you suggest as the answer?",
        help_text="Answer in the first sentence. The national team may change the words before "
        "the National Steering Group reads them",
        rows=8,
    )
    missing = {"draft": "Enter the draft of the answer"}
    submit_label = "Send it to the national team"

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        kwargs["initial"] = {"draft": question.draft, **(kwargs.get("initial") or {})}
        super().__init__(*args, question=question, **kwargs)


class SendDraftBackForm(QuestionStepForm):
    keeps_draft = True
    reason = NarrativeField(
        label="What is missing in the draft?",
        help_text="The locality’s co-ordinators read this",
        rows=4,
    )
    missing = {"reason": "Enter what is missing in the draft"}
    submit_label = "Send the draft back"


class ConfirmAnswerForm(QuestionStepForm):
    keeps_draft = True
    shows_draft = False
    answer = NarrativeField(
        label="The answer",
        help_text="As the National Steering Group reads it here and in the monitoring pack",
        rows=8,
    )
    missing = {"answer": "Enter the answer"}
    submit_label = "Answer the question"

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        kwargs["initial"] = {"answer": question.draft, **(kwargs.get("initial") or {})}
        super().__init__(*args, question=question, **kwargs)


class FollowUpForm(QuestionStepForm):
    keeps_draft = True
    text = NarrativeField(label="What do you still want to know?", rows=5)
    missing = {"text": "Enter what you still want to know"}
    submit_label = "Ask again"


class CloseQuestionForm(QuestionStepForm):
    reason = NarrativeField(label="Anything to add?", rows=4, required=False)
    submit_label = "Close the question"

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, question=question, **kwargs)
        if closing_needs_a_reason(question.state):
            self.fields["reason"].label = "Why is it closed without an answer?"
            self.require("reason", "Enter why it is closed without an answer")
