"""The form that a filled-in return comes back by."""

from django import forms

from csplan.core.form_files import FileForm


class SheetUploadForm(FileForm):
    """A spreadsheet to preview."""

    file = forms.FileField(
        label="Choose the file you filled in",
        help_text="ODS or XLSX, at most 2 MB. Nothing is saved until you confirm.",
        max_length=200,
    )

    missing = {"file": "Choose the file you filled in"}
    submit_label = "See what would change"
