"""Departments: who funds, employs and is represented."""

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.forms import GovDateField
from csplan.core.models import Department
from csplan.registers.declaration import Register, RegisterColumn, current_filter
from csplan.registers.forms import SluggedForm
from localities.permissions import can_keep_organisation


class DepartmentForm(SluggedForm):
    class Meta:
        model = Department
        fields = ["name", "abbreviation", "ends_on"]
        labels = {"abbreviation": "Abbreviation (optional)"}

    ends_on = GovDateField(label="Last day, if it has closed", what="the last day", required=False)

    missing = {"name": "Enter the department’s name"}


def _rows(actor: Actor) -> QuerySet[Department]:
    return Department.objects.all()


DEPARTMENTS = Register(
    app="localities",
    slug="departments",
    singular="department",
    plural="departments",
    model=Department,
    form=DepartmentForm,
    columns=(
        RegisterColumn("name", "Department", order_by=("name",)),
        RegisterColumn("abbreviation", "Abbreviation", order_by=("abbreviation",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("name",),
    rows=_rows,
    can_manage=can_keep_organisation,
    search=("name", "abbreviation"),
    filters=(current_filter(starts="", ends="ends_on"),),
    order_by=("name",),
    ends="ends_on",
    parent=("Localities", "localities:locality-list"),
)
