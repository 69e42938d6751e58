"""What the national team fills in about a quarter."""

from typing import Any

from csplan.core.forms import BaseForm, HiddenVersionField, NarrativeField, RatingField
from csplan.core.ratings import Rating


class ModerationForm(BaseForm):
    """A rating over a locality's, and why."""

    version = HiddenVersionField()
    rating = RatingField(label="How does the national team rate it?")
    reason = NarrativeField(
        label="Why?",
        help_text="The co-ordinator and the SRO read this, and the monitoring pack gives it",
        rows=4,
    )
    missing = {"reason": "Enter why you rate it so"}
    submit_label = "Moderate the rating"

    def __init__(self, *args: Any, given: str, **kwargs: Any) -> None:
        """``given`` is the locality's: only what it reported complete can be complete."""
        super().__init__(*args, **kwargs)
        choices = [
            choice
            for choice in Rating.choices
            if choice[0] != Rating.COMPLETE or given == Rating.COMPLETE
        ]
        self.fields["rating"].choices = choices  # type: ignore[attr-defined]


class CommentaryForm(BaseForm):
    """Words on an outcome in a quarter."""

    version = HiddenVersionField()
    words = NarrativeField(
        label="Commentary",
        help_text=(
            "What the quarter brought across all localities. It goes into the monitoring pack. "
            "Leave it empty for none"
        ),
        rows=10,
        required=False,
    )
    submit_label = "Save"
