"""Choosing which e-mails one gets."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from csplan.core.forms import BaseForm
from csplan.notices.choices import KIND_WORDS, NoticeKind


class HintedCheckboxes(forms.CheckboxSelectMultiple):
    hints = {str(kind): words for kind, words in KIND_WORDS.items()}


class KindsForm(BaseForm):
    """Ticked is sent."""

    kinds = forms.MultipleChoiceField(
        label="Send me", required=False, widget=HintedCheckboxes(),
        help_text="Untick what you do not want.",
    )  # fmt: skip
    submit_label = "Save"

    def __init__(
        self,
        *args: Any,
        offered: Sequence[NoticeKind],
        turned_off: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        ticked = [kind for kind in offered if kind not in turned_off]
        super().__init__(*args, **{"initial": {"kinds": ticked}, **kwargs})
        kinds_field: Any = self.fields["kinds"]
        kinds_field.choices = [(kind.value, kind.label) for kind in offered]
