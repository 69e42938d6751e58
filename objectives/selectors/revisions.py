"""Reads the revisions of a set, and what its working copy changes in the last of them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from csplan.audit.models import AuditEvent
from objectives.choices import SetAction, SetState
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


WORKING = "draft"
"""How an address names the working copy among the revisions."""


@dataclass(frozen=True)
class Comparison:
    """What changed between two states of a set; ``choices`` are all there are, latest first."""

    choices: list[tuple[str, str]]
    earlier: str
    later: str
    changes: tuple[Change, ...]

    @property
    def is_possible(self) -> bool:
        """Whether there are two to compare."""
        return len(self.choices) > 1

    @property
    def names(self) -> tuple[str, str]:
        labels = dict(self.choices)
        return labels.get(self.earlier, ""), labels.get(self.later, "")


def compared(
    objective_set: ObjectiveSet, revisions: list[SetRevision], *, earlier: str, later: str
) -> Comparison:
    """Compare the two that an address names; without names, the last with the one before."""
    contents = {str(one.number): as_content(one.content) for one in revisions}
    choices = [(number, f"Revision {number}") for number in contents]
    if objective_set.state != SetState.PUBLISHED:
        contents = {WORKING: working_content(objective_set), **contents}
        choices = [(WORKING, "The working copy"), *choices]
    keys = list(contents)
    later = later if later in contents else next(iter(keys), "")
    older = keys[keys.index(later) + 1 :] if keys else []
    earlier = earlier if earlier in contents else next(iter(older), later)
    changes = changes_between(contents[earlier], contents[later]) if keys else ()
    return Comparison(choices, earlier, later, changes)


def published_regardless(objective_set: ObjectiveSet) -> str:
    """Why the latest revision was published in spite of what the check found; or empty."""
    published = AuditEvent.objects.filter(
        target_kind=objective_set._meta.label_lower,
        target_id=str(objective_set.pk),
        action=f"objectiveset.{SetAction.PUBLISH.value}",
    )
    last = published.order_by("-pk").first()
    return str(last.after.get("published_regardless", "")) if last else ""


def sent_back_because(objective_set: ObjectiveSet) -> str:
    """Why a draft was sent back; empty when it was not, or was submitted again since."""
    if objective_set.state != SetState.DRAFT:
        return ""
    moves = AuditEvent.objects.filter(
        target_kind=objective_set._meta.label_lower,
        target_id=str(objective_set.pk),
        action__in=[f"objectiveset.{action.value}" for action in SetAction],
    )
    last = moves.order_by("-pk").first()
    if last is None or last.action != f"objectiveset.{SetAction.SEND_BACK.value}":
        return ""
    return str(last.after.get("reason", ""))
