"""What people choose when they have packs built: which, and of which sections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from csplan.core.form_layout import LayoutPart
from csplan.core.forms import LayoutItem as Item
from reporting.choices import PackKind
from reporting.document.sections import default_keys, keys_for, section_name
from reporting.forms import BuildForm
from reporting.rules import Subject

NO_SECTION = "Select at least one section"
NO_PACK = "Select at least one pack to build"
EVERY = "every"
"""Stands for all the packs of a group."""
HIGHEST_PLACE = 99

GROUPS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("whole", "The whole plan", (PackKind.NATIONAL, PackKind.YEAR_END)),
    ("localities", "Localities", (PackKind.LOCALITY,)),
    ("departments", "Funding statements", (PackKind.DEPARTMENT,)),
    ("outcomes", "Outcomes", (PackKind.OUTCOME,)),
)
"""Under which words the packs of which kinds are offered."""


class SectionTable(LayoutPart):
    """A tick and a place for each section, in a table that needs no script."""

    def __init__(self) -> None:
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        for name in form.section_fields:
            form.rendered_fields.add(name)
        return render_to_string("reporting/_sections.html", {"form": form})


class PackBuildForm(BuildForm):
    """One pack: its sections, in the order of the places given them, and why returns may lack.

    ``chosen_sections`` is empty where they are the kind's own in their usual order.
    """

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.keys = kind, list(keys_for(kind))
        # What sends no places was not asked for sections, and has its kind's own.
        if self.is_bound and not any(f"place-{key}" in self.data for key in self.keys):
            self.keys = []
        usual = list(default_keys(kind))
        for place, key in enumerate(self.keys, start=1):
            self.fields[f"show-{key}"] = forms.BooleanField(
                label=section_name(key), required=False, initial=key in usual
            )
            self.fields[f"place-{key}"] = _place(section_name(key), place)

    @property
    def has_a_choice(self) -> bool:
        return len(self.keys) > 1

    @property
    def section_fields(self) -> list[str]:
        return [f"{part}-{key}" for key in self.keys for part in ("show", "place")]

    @property
    def section_rows(self) -> list[tuple[Any, Any]]:
        """The tick and the place of each section, as bound fields."""
        return [(self[f"show-{key}"], self[f"place-{key}"]) for key in self.keys]

    def layout_items(self) -> Sequence[Item]:
        others = [name for name in self.fields if name not in self.section_fields]
        return [SectionTable(), *others]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and self.has_a_choice and not self._shown(data):
            self.add_error(f"show-{self.keys[0]}", NO_SECTION)
        return data

    @property
    def chosen_sections(self) -> list[str]:
        """In order; two with the same place stay in the usual order."""
        found = self._shown(self.cleaned_data)
        return [] if not self.has_a_choice or found == list(default_keys(self.kind)) else found

    def _shown(self, data: dict[str, Any]) -> list[str]:
        shown = [key for key in self.keys if data.get(f"show-{key}")]
        return sorted(shown, key=lambda key: data[f"place-{key}"])


def _place(name: str, place: int) -> forms.IntegerField:
    message = f"The place of “{name}” must be a number from 1 to {HIGHEST_PLACE}"
    return forms.IntegerField(
        label=f"Place of “{name}”",
        initial=place,
        min_value=1,
        max_value=HIGHEST_PLACE,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), message),
    )


class BatchForm(BuildForm):
    """Several packs of a quarter, built together."""

    submit_label = "Build the packs"

    def __init__(self, *args: Any, subjects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = {each.slug: each for each in subjects}
        self.groups = []
        for name, label, kinds in GROUPS:
            choices = [(s.slug, _label(s)) for s in self.subjects.values() if s.kind in kinds]
            if choices:
                self.groups.append(name)
                every = [(EVERY, "All of these")] if len(choices) > 1 else []
                self.fields[name] = _tick_boxes(label, every + choices)
        self.order_fields([*self.groups, "gap_reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors.keys() & set(self.groups) and not self.chosen:
            self.add_error(self.groups[0], NO_PACK)
        return data

    @property
    def chosen(self) -> list[Subject]:
        """Those ticked, in the order they were offered in."""
        slugs = {slug for name in self.groups for slug in self._ticked(name)}
        return [each for slug, each in self.subjects.items() if slug in slugs]

    def _ticked(self, name: str) -> Iterable[str]:
        ticked: list[str] = self.cleaned_data.get(name, [])
        field: Any = self.fields[name]
        return (slug for slug, _ in field.choices) if EVERY in ticked else ticked


def _tick_boxes(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple()
    )


def _label(subject: Subject) -> str:
    if subject.name:
        return f"{subject.name[0].upper()}{subject.name[1:]}"
    return "National pack" if subject.kind == PackKind.NATIONAL else "Year-end pack"
