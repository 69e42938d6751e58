"""The pages of the history as a whole: an event of one kind or another."""

from csplan.audit.models import AuditEvent
from tests.conftest import NOW, Cast

ROUTES = ("event-list", "event-export", "chain-export", "verifier", "verify", "event-detail")


def history_address(route: str, cast: Cast, step: str) -> tuple[object, ...]:
    if route != "event-detail":
        return ()
    event = AuditEvent.objects.create(
        action="review.saved" if step == "of a review" else "return.submitted",
        target_kind="objectives.review" if step == "of a review" else "programme.quarterlyreturn",
        target_id="1",
        target_label="What it is called",
        actor=cast.coordinator,
        occurred_at=NOW,
    )
    return (event.pk,)
