"""What is true after every fault, whatever it was."""

from collections import Counter
from collections.abc import Sequence

from csplan.audit.chain import verify_history
from csplan.audit.models import AuditEvent
from csplan.audit.services import seal_all
from csplan.core import clock
from csplan.operations.services.evidence import verify_evidence
from programme.choices import ReturnState
from programme.models import QuarterlyReturn, ReturnTransition
from reporting.models import Pack, PackFile
from tests.faults.writers import Writer


def everything_holds(writers: Sequence[Writer]) -> int:
    """Check it all, and return how many acknowledged saves were found, each exactly once."""
    for writer in writers:
        no_save_is_missing_or_there_twice(writer)
    no_transition_happened_twice()
    no_pack_is_half()
    seal_all()
    assert verify_history().sequence == AuditEvent.objects.count()
    assert verify_evidence(at=clock.now()).faults == []
    return sum(len(writer.acknowledged) for writer in writers)


def no_save_is_missing_or_there_twice(writer: Writer) -> None:
    """What was acknowledged is there once, in its order; what was not is whole or not there."""
    saves = AuditEvent.objects.filter(
        action="return.overview_saved", target_id=str(writer.return_id)
    )
    words = [after["overview"] for after in saves.order_by("pk").values_list("after", flat=True)]
    assert words[: len(writer.acknowledged)] == writer.acknowledged
    assert len(words) - len(writer.acknowledged) in {0, 1}
    held = QuarterlyReturn.objects.get(pk=writer.return_id)
    assert held.overview_version == len(words)
    assert held.overview == (words[-1] if words else "")


def no_transition_happened_twice() -> None:
    """Each leads on from where the one before it led, and has one event."""
    for held in QuarterlyReturn.objects.filter(transitions__isnull=False).distinct():
        steps = list(ReturnTransition.objects.filter(quarterly_return=held).order_by("pk"))
        states = [ReturnState.OPEN.value, *(step.to_state for step in steps)]
        assert [step.from_state for step in steps] == states[:-1]
        assert held.state == states[-1]
        events = AuditEvent.objects.filter(
            target_kind="programme.quarterlyreturn", target_id=str(held.pk)
        )
        moves = [after for after in events.values_list("after", flat=True) if "state" in after]
        assert len(moves) == len(steps)


def no_pack_is_half() -> None:
    """Each pack is whole, and was made once, or holds nothing."""
    whole = Pack.objects.exclude(built_at=None)
    built = AuditEvent.objects.filter(action="pack.built").values_list("target_id", flat=True)
    assert Counter(built) == Counter(str(pack.pk) for pack in whole)
    files = Counter(PackFile.objects.values_list("pack_id", flat=True))
    assert files == {pack.pk: len(pack.manifest["digests"]) for pack in whole}
