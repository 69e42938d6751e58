"""What anybody gives to learn whether their copy is a published edition."""

import hashlib
import re
from typing import Any

from django import forms

from csplan.core.forms import BaseForm

MOST_BYTES = 20 * 1024 * 1024
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
NEITHER = "Choose a file or paste a digest"
NOT_A_DIGEST = "Enter a whole digest: 64 letters and figures, 0 to 9 and a to f"
TOO_LARGE = "The file must be smaller than 20 MB"


class VerifyForm(BaseForm):
    """A file or a digest; ``digest`` is then the SHA-256 in small letters."""

    file = forms.FileField(
        label="Your copy", required=False, help_text="A PDF or data file, up to 20 MB.",
        allow_empty_file=True,
    )  # fmt: skip
    pasted = forms.CharField(
        label="Or its SHA-256 digest",
        required=False,
        max_length=400,
        help_text="64 letters and figures. On Windows, Get-FileHash in PowerShell prints it; on a"
        " Mac, shasum -a 256; on Linux, sha256sum. On paper it stands under “How this report was"
        " made”.",
    )
    submit_label = "Check it"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Anybody may send it from anywhere; a token would only leave a cookie behind.
        self.helper.disable_csrf = True

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent and sent.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return sent

    def clean_pasted(self) -> str:
        """The digest in what a command printed, or in what was typed with spaces between."""
        words: str = self.cleaned_data["pasted"].lower()
        found = DIGEST.search(words) or DIGEST.fullmatch("".join(words.split()))
        if words and not found:
            raise forms.ValidationError(NOT_A_DIGEST)
        return found.group() if found else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("pasted"):
            self.add_error("pasted", NEITHER)
        return data

    @property
    def is_of_a_file(self) -> bool:
        return bool(self.cleaned_data.get("file"))

    @property
    def digest(self) -> str:
        """Of the file, where both were given. It is read piece by piece and kept nowhere."""
        sent = self.cleaned_data.get("file")
        if not sent:
            return str(self.cleaned_data["pasted"])
        found = hashlib.sha256()
        for piece in sent.chunks():
            found.update(piece)
        return found.hexdigest()
