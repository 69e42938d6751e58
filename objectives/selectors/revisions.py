"""Reads the revisions of a set, and what its working copy changes in the last of them."""

from django.db.models import QuerySet

from objectives.models import ObjectiveSet, SetRevision
from objectives.rules.changes import Change, changes_between
from objectives.rules.content import Content, as_content
from objectives.selectors.content import revision_content


def revisions_of(objective_set: ObjectiveSet) -> QuerySet[SetRevision]:
    """The revisions with who published them, latest first."""
    return objective_set.revisions.select_related("published_by").order_by("-number")


def latest_content(objective_set: ObjectiveSet) -> Content | None:
    """What the public read of the set now; None when it was never published."""
    last = objective_set.revisions.order_by("-number").first()
    return as_content(last.content) if last else None


def working_content(objective_set: ObjectiveSet) -> Content:
    """The working copy as it would be frozen, were it the next revision."""
    fresh = ObjectiveSet.objects.select_related("department", "source", "follows")
    number, began = objective_set.revision_number + 1, objective_set.year.starts_on
    reason = objective_set.amendment_reason
    return revision_content(fresh.get(pk=objective_set.pk), number, began, reason)


def amendment_changes(objective_set: ObjectiveSet) -> tuple[Change, ...]:
    """What the working copy changes in the last revision; nothing for a set without one."""
    last = latest_content(objective_set)
    return changes_between(last, working_content(objective_set)) if last else ()


def published_references(objective_set: ObjectiveSet) -> frozenset[str]:
    """The numbers of every category and item that any revision holds."""
    contents = objective_set.revisions.values_list("content", flat=True)
    return frozenset(key for content in contents for key in _references(as_content(content)))


def _references(content: Content) -> set[str]:
    found = {category["id"] for category in content["categories"]}
    for category in content["categories"]:
        columns = (category["objectives"], category["measures"], category["milestones"])
        found |= {item["id"] for column in columns for item in column}
    return found
