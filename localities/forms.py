"""Forms about what happens to a locality."""

from typing import Any

from django import forms

from csplan.core.forms import BaseForm, GovDateField, Section
from localities.choices import ChangeKind
from localities.models import Cluster, Locality

NEEDS = {
    ChangeKind.MOVED: ("to_cluster", "Select the cluster it moves to"),
    ChangeKind.MERGED: ("into", "Select the locality it merges into"),
    ChangeKind.SPLIT: ("new_name", "Enter the name of the new locality"),
    ChangeKind.RENAMED: ("new_name", "Enter the new name"),
}


class ReorganiseForm(BaseForm):
    """One change, on one day, with its reason."""

    kind = forms.ChoiceField(
        label="What happens", choices=ChangeKind.choices, widget=forms.RadioSelect
    )
    on = GovDateField(label="From which day", what="the day it happens")
    to_cluster = forms.ModelChoiceField(
        queryset=Cluster.objects.none(),
        label="Cluster it moves to",
        required=False,
        empty_label="None",
    )
    into = forms.ModelChoiceField(
        queryset=Locality.objects.none(),
        label="Locality it merges into",
        required=False,
        empty_label="None",
    )
    new_name = forms.CharField(
        label="New name",
        help_text="Of the locality, or of the one that is split off.",
        max_length=120,
        required=False,
    )
    reason = forms.CharField(label="Reason", max_length=500)

    missing = {"kind": "Select what happens", "reason": "Enter the reason"}
    submit_label = "Record this change"

    def __init__(self, *args: Any, locality: Locality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.filter(ends_on__isnull=True).exclude(pk=locality.cluster_id)
        others = Locality.objects.filter(ends_on__isnull=True).exclude(pk=locality.pk)
        self.fields["to_cluster"].queryset = clusters  # type: ignore[attr-defined]
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
        self.fields["on"].help_text = "The last day, if it closes. Not in the future."

    def layout_items(self) -> list[Any]:
        return [
            "kind",
            "on",
            Section("Only for a move", "to_cluster", size="s"),
            Section("Only for a merger", "into", size="s"),
            Section("Only for a split or a new name", "new_name", size="s"),
            "reason",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind in NEEDS:
            field, message = NEEDS[ChangeKind(kind)]
            if not cleaned.get(field) and field not in self.errors:
                self.add_error(field, message)
        return cleaned
