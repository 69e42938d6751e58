"""What the reviewer, the private office and the Head fill in about a review."""

from typing import Any

from django import forms

from csplan.core.forms import (
    BaseForm,
    HiddenVersionField,
    HintedRadioSelect,
    NarrativeField,
)
from objectives.choices_reviews import BOX_MEANINGS, Box
from objectives.forms.progress import EntryForm
from objectives.rules.reviews import Judgement


class ReviewerForm(BaseForm):
    """Who writes the review."""

    reviewer = forms.EmailField(
        label="Email address of the reviewer",
        help_text="Somebody with an account in csplan who is not in the holder’s own private "
        "office, not an administrator and not an auditor",
    )
    version = HiddenVersionField()
    missing = {"reviewer": "Enter the email address of the reviewer"}


class JudgementForm(EntryForm):
    """A box marking and what it rests on."""

    mark = forms.TypedChoiceField(
        label="Box marking",
        coerce=int,
        choices=Box.choices,
        widget=HintedRadioSelect,
    )
    words = NarrativeField(
        label="What the marking rests on",
        help_text="Read by the holder’s private office once the review is shared, and by nobody "
        "else but you and the auditor",
        rows=8,
    )
    missing = {"mark": "Select a box marking", "words": "Enter what the marking rests on"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {str(box): meaning for box, meaning in BOX_MEANINGS.items()}
        self.fields["mark"].widget.hints = hints

    @property
    def said(self) -> Judgement:
        return Judgement(self.cleaned_data["mark"], self.cleaned_data["words"])


class CommentsForm(EntryForm):
    """What the holder and the private office say of the review."""

    comments = NarrativeField(
        label="Comments of the holder and the private office",
        help_text="Read by the reviewer and the auditor, and by nobody else",
        rows=8,
        required=False,
    )
    submit_label = "Save the comments"


class ReviewStepForm(BaseForm):
    """A step that is only confirmed, taken on the version that its taker read."""

    version = HiddenVersionField()

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = label


class ReopenForm(ReviewStepForm):
    keeps_draft = True
    reason = NarrativeField(
        label="Why is the review opened again?", help_text="Kept in its history", rows=4
    )
    missing = {"reason": "Enter why the review is opened again"}


class TellForm(BaseForm):
    """Nothing to fill in: telling the split is only confirmed."""

    submit_label = "Release the split"
    is_final = True
