"""Sets of objectives as the private offices and the Head of CS Local keep them."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.models import Department
from csplan.core.periods import FinancialYear, PeriodError
from csplan.core.templatetags.govuk import status_tag
from csplan.registers.declaration import (
    Filter,
    Register,
    RegisterColumn,
    choice_filter,
    related_filter,
)
from objectives.choices import SET_STATE_COLOURS, SetLevel, SetState
from objectives.forms.sets import SetForm
from objectives.models import ObjectiveSet
from objectives.permissions.sets import can_add_sets, can_edit, can_see_working_copies
from objectives.services.drafting import save_set


def state_tag(objective_set: ObjectiveSet) -> SafeString:
    """The state in words; an amendment says that the public read something else."""
    words = objective_set.get_state_display()
    if objective_set.is_being_amended:
        words = f"Amendment: {words.lower()}"
    return status_tag(words, SET_STATE_COLOURS[objective_set.state])


def _in_year(rows: Any, slug: str, on: Any) -> Any:
    try:
        return rows.filter(year_start=FinancialYear.parse(slug).start_year)
    except PeriodError:
        return rows.none()


def _years(actor: Actor) -> Sequence[tuple[str, str]]:
    starts = ObjectiveSet.objects.visible_to(actor).order_by("-year_start")
    found = starts.values_list("year_start", flat=True).distinct()
    return [(year.slug, year.label) for year in map(FinancialYear, found)]


def _departments(actor: Actor) -> Any:
    sets = ObjectiveSet.objects.visible_to(actor)
    return Department.objects.filter(pk__in=sets.values("department"))


OFFICE = Register(
    app="objectives",
    slug="office",
    singular="set of objectives",
    plural="sets of objectives",
    name="Objectives being worked on",
    lead=(
        "Draft, agree, publish and amend objectives. What anybody may read is under Objectives."
    ),
    model=ObjectiveSet,
    form=SetForm,
    columns=(
        RegisterColumn("holder_name", "Holder", order_by=("holder_name",)),
        RegisterColumn("post_title", "Post", order_by=("post_title",)),
        RegisterColumn(
            "department", "Department", order_by=("department__name",),
            also_known_as=("abbreviation",),
        ),
        RegisterColumn("year_start", "Year", order_by=("year_start",)),
        RegisterColumn("level", "Level", is_listed=False),
        RegisterColumn("held_from", "First day in the post", "Empty if all year", is_listed=False),
        RegisterColumn("held_to", "Last day in the post", "Empty if all year", is_listed=False),
        RegisterColumn(
            "state", "State", order_by=("state",), shown=state_tag,
            value=lambda one: one.get_state_display(),
        ),
        RegisterColumn(
            "revision_number", "Revision", order_by=("revision_number",), is_numeric=True,
            value=lambda one: one.revision_number or None,
        ),
    ),
    natural_key=("holder_name", "post_title", "year_start"),
    rows=lambda actor: ObjectiveSet.objects.visible_to(actor).select_related("department"),
    can_see=can_see_working_copies,
    can_manage=can_add_sets,
    change_rule=lambda actor, one: (
        can_edit(actor, one) and (one.pk is None or one.state == SetState.DRAFT)
    ),
    search=("holder_name", "post_title"),
    filters=(
        Filter("year", "Year", _years, _in_year, every="All years"),
        related_filter("department", "Department", _departments),
        choice_filter("state", "State", SetState.choices),
        choice_filter("level", "Level", SetLevel.choices),
    ),
    order_by=("-year_start", "holder_name", "post_title"),
    saver=save_set,
    parent=("Objectives", "objectives:set-list"),
)  # fmt: skip
