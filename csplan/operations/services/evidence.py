"""Whether what was published, and the history, are still what they were."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from csplan.audit.chain import verify_history
from csplan.audit.services import seal_all
from csplan.audit.verifier import BrokenError, Head
from csplan.core.canonical import digest
from csplan.operations.choices import RunKind
from csplan.operations.services.runs import note_run
from objectives.models import RevisionFile, SetRevision
from objectives.rules.content import content_digest
from reporting.choices import FileKind
from reporting.models import Pack, PackFile
from reporting.services.files import altered_files


@dataclass(slots=True)
class Verdict:
    """What was looked at, how many of each, and what is wrong, a sentence each."""

    checked: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    head: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify_evidence(*, at: dt.datetime, expect: Iterable[Head] = ()) -> Verdict:
    """Hash everything published anew, check the history's chain, and note what was found.

    ``expect`` are heads of the chain held elsewhere. Nothing is changed: what is wrong is said
    and recorded.
    """
    verdict = Verdict()
    verdict.checked = {
        "pack files": PackFile.objects.count(),
        "objective revisions": SetRevision.objects.count(),
        "objective files": RevisionFile.objects.exclude(made_at=None).count(),
    }
    verdict.faults = [*_packs(), *_revisions(), *_files()]
    _verify_history(verdict, expect)
    note_run(
        kind=RunKind.VERIFICATION,
        action="evidence.verified" if verdict.is_sound else "evidence.faulty",
        at=at,
        outcome={**verdict.checked, "faults": verdict.faults, "head": verdict.head},
    )
    return verdict


def _verify_history(verdict: Verdict, expect: Iterable[Head]) -> None:
    seal_all()
    try:
        head = verify_history(expect=expect)
    except BrokenError as error:
        verdict.faults.append(f"The history: {error}")
        return
    verdict.head = str(head)
    verdict.checked["events"] = head.sequence


def _packs() -> Iterator[str]:
    for pack, kind in altered_files():
        yield f"{pack}: the {kind.label} is missing or is not what was stored"
    for pack in Pack.objects.exclude(built_at=None).select_related("period"):
        named = pack.manifest.get("digests", {})
        if {kind.value: pack.digests[kind] for kind in FileKind} != named:
            yield f"{pack}: its manifest names other files"


def _revisions() -> Iterator[str]:
    for revision in SetRevision.objects.select_related("objective_set").order_by("pk").iterator():
        if content_digest(revision.content) != revision.digest:
            yield f"{revision}: its content is not what was published"


def _files() -> Iterator[str]:
    made = RevisionFile.objects.exclude(made_at=None).order_by("pk")
    for pk in made.values_list("pk", flat=True):
        # One at a time: a compendium is large.
        file = RevisionFile.objects.select_related("revision__objective_set").get(pk=pk)
        if digest(bytes(file.content or b"")) != file.digest:
            yield f"{file}: the file is not what was made"
