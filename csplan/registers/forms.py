"""The base of every register's form, and the small forms the pages share."""

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.db import models

from csplan.accounts.actors import Actor
from csplan.core.form_files import FileForm
from csplan.core.forms import BaseForm, BaseModelForm, GovDateField
from csplan.registers.fields import FinancialYearField, PoundsField
from csplan.registers.known import KnownRows
from csplan.registers.services import fingerprint
from csplan.registers.slugs import free_slug

__all__ = [
    "EndForm",
    "FinancialYearField",
    "PoundsField",
    "RegisterForm",
    "SluggedForm",
    "UploadForm",
]


class RegisterForm(BaseModelForm):
    """A record's form. It knows who fills it in and on which day, to narrow its choices.

    ``also_saves`` names columns that ``clean`` works out and that must be saved with the rest.
    ``within`` holds what the whole list belongs to, by field: a new record is tied to it, and
    what must be unique there is looked for there. ``known`` is what an import has read of the
    table already, or None.
    """

    keeps_draft = True
    also_saves: tuple[str, ...] = ()
    known: KnownRows | None = None

    def offer_stored(self) -> None:
        """Widen what may be chosen to what stored records name, for a file that holds them too.

        What is offered to nobody who adds a record must be refused by ``clean`` there.
        """

    @property
    def given_when_saved(self) -> frozenset[str]:
        """Columns whose value stands only once the record is saved, such as a next number."""
        return frozenset()

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        on: dt.date,
        within: Mapping[str, models.Model] | None = None,
        **kwargs: Any,
    ) -> None:
        self.actor, self.on, self.within = actor, on, within or {}
        super().__init__(*args, **kwargs)
        for name, owner in self.within.items():
            if self.instance.pk is None:
                setattr(self.instance, name, owner)
        for field in self.fields.values():
            _word_empty_choice(field)
        self.drawn_from = fingerprint(self.fields, self.instance)

    def _post_clean(self) -> None:
        with self.sparing():
            super()._post_clean()  # type: ignore[misc]

    def sparing(self) -> AbstractContextManager[None]:
        """Within the block, what an import has read of the table is not asked for again."""
        return nullcontext() if self.known is None else self.known.sparing(self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - set(self.within)


def _word_empty_choice(field: forms.Field) -> None:
    """Say what the empty option of a list means, where Django draws a row of dashes."""
    words = "Select one" if field.required else "None"
    if isinstance(field, forms.ModelMultipleChoiceField):
        return
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label is not None else None
    elif isinstance(field, forms.TypedChoiceField):
        field.choices = [(value, label if value else words) for value, label in _pairs(field)]


def _pairs(field: forms.TypedChoiceField) -> list[tuple[Any, Any]]:
    pairs: Any = field.choices
    return list(pairs)


class SluggedForm(RegisterForm):
    """A form of a record with an address made from its name when it is added, then kept.

    ``reserved`` are addresses that other pages need.
    """

    reserved: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None and cleaned.get("name"):
            self.instance.slug = self._free_slug(cleaned["name"])
        return cleaned

    def _free_slug(self, name: str) -> str:
        if self.known is not None:
            return self.known.free_slug(name, reserved=self.reserved)
        return free_slug(type(self.instance), name, reserved=self.reserved)


class EndForm(BaseForm):
    """The last day of a record."""

    ends_on = GovDateField(label="Last day", what="the last day")

    def __init__(self, *args: Any, label: str, singular: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].label = label
        self.submit_label = f"End this {singular}"


class UploadForm(FileForm):
    """A file to preview."""

    file = forms.FileField(
        label="Choose a CSV or ODS file",
        help_text="At most 2 MB and 2,000 rows. Nothing is saved until you confirm.",
        max_length=200,
    )

    missing = {"file": "Choose the file to import"}
    submit_label = "Check the file"
