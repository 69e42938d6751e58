"""The published objectives that a pack's plans serve, read once and frozen."""

from collections.abc import Iterable
from typing import Any

from objectives.rules.cascade import above
from objectives.selectors.public_objectives import PublicObjective, public_objectives
from programme.models import BusinessPlan, ObjectiveLink

Json = dict[str, Any]


def pack_sight(plans: Iterable[BusinessPlan]) -> Json:
    """Each objective that something in ``plans`` serves, as anybody may read it.

    What is not published is not told. Three queries.
    """
    known = public_objectives()
    supports = {each.place: each.supports for each in known.values()}
    links = list(_links(plans))
    rows = [
        _objective(each, [known[place] for place in above(each.place, supports)], own)
        for each in known.values()
        if (own := [link for link in links if link.objective_id == each.pk])
    ]
    return {
        "objectives": rows,
        "is_illustrative": any(link["is_illustrative"] for row in rows for link in row["serving"]),
    }


def _links(plans: Iterable[BusinessPlan]) -> Iterable[ObjectiveLink]:
    rows = ObjectiveLink.objects.filter(plan__in=plans).select_related("milestone__locality")
    return rows.order_by("plan__first_year", "plan__title", "plan", "outcome__order", "pk")


def _objective(
    each: PublicObjective, supported: list[PublicObjective], links: list[ObjectiveLink]
) -> Json:
    """``above`` are the objectives it supports, the nearest first."""
    return {
        "set": each.set_slug,
        "reference": each.reference,
        "whose": each.whose,
        "post": each.post,
        "category": each.category,
        "text": each.text,
        "above": [
            {"set": one.set_slug, "reference": one.reference, "whose": one.whose, "text": one.text}
            for one in supported
        ],
        "serving": [_serving(link) for link in links],
    }


def _serving(link: ObjectiveLink) -> Json:
    milestone = link.milestone
    return {
        "outcome": link.outcome_id,
        "milestone": link.milestone_id,
        "milestone_title": milestone.title if milestone else "",
        "locality": milestone.locality.slug if milestone else None,
        "locality_name": milestone.locality.name if milestone else "",
        "how": link.how,
        "is_illustrative": link.is_illustrative,
    }
