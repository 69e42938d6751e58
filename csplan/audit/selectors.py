"""Reading the history."""

from csplan.audit.models import AuditEvent
from csplan.audit.verifier import Head


def chain_head() -> Head:
    """The last event of the chain: its sequence number and its hash. One query.

    Whoever holds it can tell later whether the history up to there is the one it was then.
    """
    sealed = AuditEvent.objects.filter(sequence__isnull=False).order_by("-sequence")
    last = sealed.first()
    return Head(last.sequence or 0, last.hash) if last else Head()


def is_in_chain(head: Head) -> bool:
    """Whether the event of that number is sealed with that hash. One query."""
    return AuditEvent.objects.filter(sequence=head.sequence, hash=head.hash).exists()
