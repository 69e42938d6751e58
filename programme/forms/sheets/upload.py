"""The form that a filled-in return comes back by."""

from django import forms

from csplan.core.forms import BaseForm
from csplan.core.tabular.limits import MOST_BYTES


class SheetUploadForm(BaseForm):
    """A spreadsheet to preview."""

    file = forms.FileField(
        label="Choose the file you filled in",
        help_text="ODS or XLSX, at most 2 MB. Nothing is saved until you confirm.",
        max_length=200,
    )

    missing = {"file": "Choose the file you filled in"}
    submit_label = "See what would change"

    @property
    def is_too_large(self) -> bool:
        sent = self.files.get("file")
        return sent is not None and (sent.size or 0) > MOST_BYTES
