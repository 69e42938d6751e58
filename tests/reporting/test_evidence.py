"""Copies of packs: marked while drafts, written down, checked by anybody, made again."""

import hashlib
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import IncompleteError
from csplan.core.querysets import InsertOnlyError
from reporting.choices import FileKind, PackState, Sameness
from reporting.models import Pack, PackDownload, PackFile
from reporting.services import propose_pack
from reporting.services.reproducing import reproduce
from reporting.services.verifying import verify
from tests.conftest import NOW, Cast
from tests.reporting.conftest import NOTE, MakePack, PlainPrinter, build

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
VERIFY = "/reporting/verify/"


def url(name: str, pack: Pack) -> str:
    return reverse(f"reporting:{name}", args=pack.address)


def stored(pack: Pack, kind: FileKind = FileKind.PDF) -> bytes:
    return bytes(PackFile.objects.get(pack=pack, kind=kind).content)


class TestDownloads:
    def test_mark_a_draft_and_are_written_down(
        self, pack_in: MakePack, cast: Cast, client: Client
    ) -> None:
        """The mark is on the copy: what is stored is what will be published."""
        pack = pack_in(PackState.BUILT)
        client.force_login(cast.national_team)
        copy = client.get(url("pack-download", pack)).content
        with pikepdf.open(BytesIO(copy)) as pdf:
            assert all(b"(DRAFT)" in page.Contents[0].read_bytes() for page in pdf.pages)
        assert b"(DRAFT)" not in stored(pack)
        assert "DRAFT: edition 1, build 1" in client.get(url("pack-read", pack)).content.decode()
        edition = client.get(reverse("reporting:pack-file", args=[*pack.address, "edition"]))
        assert b"DRAFT: edition 1" in edition.content
        first = PackDownload.objects.get(file__endswith=".pdf")
        assert (first.person, first.sha256) == (
            cast.national_team,
            hashlib.sha256(copy).hexdigest(),
        )
        page = client.get(url("pack-downloads", pack)).content.decode()
        assert first.sha256 in page
        assert first.file in page
        with pytest.raises(InsertOnlyError):
            PackDownload.objects.all().delete()

    def test_cost_two_reads_and_one_line_of_the_log(
        self, pack_in: MakePack, cast: Cast, client: Client
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        client.force_login(cast.nsg)
        client.get(url("pack-download", pack))
        with CaptureQueriesContext(connection) as found:
            response = client.get(url("pack-download", pack))
        assert response.content == stored(pack)
        mine = [each["sql"] for each in found if "reporting_" in each["sql"]]
        bytes_alone = "COPY" if connection.vendor == "postgresql" else "SELECT"
        assert [sql.split()[0] for sql in mine] == ["SELECT", bytes_alone, "INSERT"]


class TestVerifying:
    def test_tells_which_published_edition_a_copy_is(
        self, pack_in: MakePack, tmp_path: Path
    ) -> None:
        old = pack_in(PackState.SUPERSEDED)
        new = Pack.objects.published().get()
        found = verify(old.pdf_digest)
        assert found
        assert (found.edition, found.replaced_by, found.form) == (1, 2, "PDF")
        sent = {"file": SimpleUploadedFile("a.pdf", stored(old))}
        page = Client().post(VERIFY, sent).content.decode()
        assert "Monitoring pack, Quarter 2 2013/14, edition 1 (PDF)" in page
        assert "edition 2 took its place" in page
        of_the_new = new.snapshot_digest.upper()
        for words in (
            f" {of_the_new}  pack.json",
            f"SHA256          {of_the_new}       C:\\Users\\pack.json",
            f"SHA2-256(pack.json)= {of_the_new}",
            f"{of_the_new[:32]} {of_the_new[32:]}",
        ):
            page = Client().post(VERIFY, {"pasted": words}).content.decode()
            assert "the edition in force" in page
            assert "compare them with the edition" in page
        copy = tmp_path / "copy.pdf"
        copy.write_bytes(stored(new))
        said = StringIO()
        call_command("verify_pack", str(copy), stdout=said)
        assert said.getvalue() == "Monitoring pack, Quarter 2 2013/14, edition 2 (PDF)\n"
        with pytest.raises(CommandError, match="No published edition"):
            call_command("verify_pack", "0" * 64)

    def test_leads_only_those_to_the_edition_who_may_read_it(
        self, pack_in: MakePack, cast: Cast, client: Client
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        address = reverse("reporting:pack-detail", args=pack.address)

        def told() -> str:
            return client.post(VERIFY, {"pasted": pack.pdf_digest}).content.decode()

        assert address not in told()
        for person, leads_there in ((cast.auditor, True), (cast.administrator, False)):
            client.force_login(person)
            assert (address in told()) is leads_there

    def test_answers_alike_for_a_draft_and_for_what_was_never_seen(
        self, pack_in: MakePack
    ) -> None:
        draft = pack_in(PackState.PROPOSED)
        pages = []
        for digest in (draft.pdf_digest, "0" * 64):
            with CaptureQueriesContext(connection) as found:
                response = Client().post(VERIFY, {"pasted": digest})
            words = response.content.decode().replace(digest, "")
            pages.append((response.status_code, words, len(found)))
        assert pages[0] == pages[1]
        assert "This is not a published edition" in pages[0][1]

    def test_says_what_is_missing_and_refuses_what_is_too_much(self, settings: Settings) -> None:
        assert Client().post(VERIFY, {}).status_code == 422
        assert Client().post(VERIFY, {"pasted": "abc"}).status_code == 422
        huge = Client().post(VERIFY, {"pasted": "0" * 64}, CONTENT_LENGTH="99999999")
        assert huge.status_code == 413
        settings.CSPLAN_VERIFICATIONS = "2/h/ip"
        answers = [Client().post(VERIFY, {"pasted": "0" * 64}) for _ in range(3)]
        assert answers[-1].status_code == 429


class TestReuse:
    def test_keeps_the_files_of_an_unchanged_build_until_something_changes(
        self, new_pack: Callable[[], Pack], cast: Cast
    ) -> None:
        first = new_pack()
        build(first)
        second = new_pack()
        build(second)
        assert second.digests == first.digests
        assert second.manifest["files_of_build"] == 1
        assert stored(second) == stored(first)
        held = first.period.returns.get(locality=cast.own)
        type(held).objects.filter(pk=held.pk).update(overview="Something new.")
        third = new_pack()
        build(third)
        assert third.digests != first.digests
        assert "files_of_build" not in third.manifest

    def test_does_not_use_files_that_were_altered(self, new_pack: Callable[[], Pack]) -> None:
        first = new_pack()
        build(first)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reporting_packfile SET content = %s WHERE pack_id = %s AND kind = 'pdf'",
                [b"altered", first.pk],
            )
        second = new_pack()
        build(second)
        assert stored(second).startswith(b"%PDF")
        assert "files_of_build" not in second.manifest


class TestReproducing:
    def test_says_how_a_pack_made_again_compares(
        self, pack_in: MakePack, cast: Cast, client: Client
    ) -> None:
        class Blotted(PlainPrinter):
            def render_pdf(self, html: str, **kwargs: object) -> bytes:
                return super().render_pdf(html) + b"\n% later\n"

        pack = pack_in(PackState.PUBLISHED)
        same = reproduce(pack=pack, printer=PlainPrinter(), at=NOW)
        assert (same.sameness, same.differences) == (Sameness.IDENTICAL, [])
        bytes_only = reproduce(pack=pack, printer=Blotted(), at=NOW)
        assert bytes_only.sameness == Sameness.SAME_WORDS
        assert bytes_only.differences == ["PDF: bytes only"]
        client.force_login(cast.nsg)
        assert "the same words" in client.get(url("pack-detail", pack)).content.decode()

    def test_names_the_words_that_differ(
        self, pack_in: MakePack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        monkeypatch.setattr("reporting.document.view.TITLE", "Quarterly progress report")
        found = reproduce(pack=pack, printer=PlainPrinter(), at=NOW)
        assert found.sameness == Sameness.DIFFERENT
        assert "Web page: “monitoring” became “progress”" in found.differences


class TestWhatChanged:
    def test_is_asked_of_a_later_edition_and_shown_on_both(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, client: Client
    ) -> None:
        first = pack_in(PackState.PUBLISHED)
        second = pack_in(PackState.BUILT)
        team = actor_of(cast.national_team)
        with pytest.raises(IncompleteError):
            propose_pack(pack=second, version=second.version, actor=team, at=NOW)
        client.force_login(cast.national_team)
        silent = {"version": second.version, "note": " "}
        refused = client.post(url("pack-propose", second), silent)
        assert refused.status_code == 422
        assert "Enter what changed" in refused.content.decode()
        client.post(url("pack-propose", second), silent | {"note": NOTE})
        second.refresh_from_db()
        assert second.state == PackState.PROPOSED
        client.force_login(cast.head)
        client.post(url("pack-publish", second), {"version": second.version})
        for pack in (first, second):
            assert NOTE in client.get(url("pack-detail", pack)).content.decode()
        assert url("pack-detail", second) in client.get(url("pack-detail", first)).content.decode()
