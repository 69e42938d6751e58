"""Whatever was published is hashed anew, and each alteration is named."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from csplan.audit.models import AuditEvent
from csplan.core.canonical import digest
from csplan.operations.services.evidence import verify_evidence
from objectives.choices import PrintState
from objectives.models import RevisionFile, SetRevision
from reporting.choices import FileKind, PackState
from reporting.models import Pack, PackFile
from tests.conftest import NOW
from tests.objectives.public.stage import draft, filled, publish
from tests.reporting.conftest import MakePack, closed_period, new_pack, pack_in

pytestmark = pytest.mark.django_db

# Fixtures are found where they are imported.
__all__ = ["closed_period", "new_pack", "pack_in"]


@pytest.fixture
def published(pack_in: MakePack) -> Pack:
    """A published pack, and a published set with a file made."""
    objective_set = draft()
    filled(objective_set)
    revision = publish(objective_set)
    file = RevisionFile.objects.filter(revision=revision).order_by("pk").first()
    assert file is not None
    file.content, file.digest = b"%PDF-1.7", digest(b"%PDF-1.7")
    file.state, file.made_at = PrintState.MADE, NOW
    file.save()
    return pack_in(PackState.PUBLISHED)


def pack_file(pack: Pack) -> None:
    changed = {"content": b"Another", "sha256": digest(b"Another")}
    QuerySet(PackFile).filter(pack=pack, kind=FileKind.PDF).update(**changed)


def missing_file(pack: Pack) -> None:
    QuerySet(PackFile).filter(pack=pack, kind=FileKind.SNAPSHOT)._raw_delete("default")


def manifest(pack: Pack) -> None:
    pack.manifest["digests"]["pdf"] = "0" * 64
    pack.save()


def revision(pack: Pack) -> None:
    content = SetRevision.objects.get().content | {"holder": "Somebody else"}
    QuerySet(SetRevision).update(content=content)


def revision_file(pack: Pack) -> None:
    RevisionFile.objects.filter(state=PrintState.MADE).update(content=b"%PDF-1.4")


class TestVerifyEvidence:
    def test_says_what_it_looked_at(self, published: Pack) -> None:
        out = StringIO()
        call_command("verify_evidence", stdout=out)

        words = out.getvalue()
        assert words.startswith(
            "The evidence is sound: 6 pack files, 1 objective revisions, 1 objective files, "
        )
        assert AuditEvent.objects.latest("pk").action == "evidence.verified"

    @pytest.mark.parametrize(
        ("tamper", "fault"),
        [
            (pack_file, "edition 1: the PDF is missing or is not what was stored"),
            (missing_file, "is missing or is not what was stored"),
            (manifest, "edition 1: its manifest names other files"),
            (revision, "revision 1: its content is not what was published"),
            (revision_file, "the file is not what was made"),
        ],
    )
    def test_names_what_was_altered(
        self, tamper: Callable[[Pack], None], fault: str, published: Pack
    ) -> None:
        tamper(published)
        verdict = verify_evidence(at=NOW)

        assert len(verdict.faults) == 1
        assert fault in verdict.faults[0]
        assert AuditEvent.objects.latest("pk").after["faults"] == verdict.faults
        with pytest.raises(CommandError, match="not sound"):
            call_command("verify_evidence")
