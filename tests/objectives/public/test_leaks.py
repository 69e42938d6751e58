"""No public answer can hold what was not published: it has no way to."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from objectives.models import RevisionFile
from objectives.services.printing import print_file
from tests.conftest import NOW, Cast
from tests.objectives.public.stage import SECRET, amend_in_secret, draft, filled, publish

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')
OF_THE_SET = re.compile(r'"objectives_objectiveset"\."(\w+)"')
MAY_BE_READ = {
    "objectives_setrevision",
    "objectives_revisionentry",
    "objectives_revisionfile",
    "objectives_objectiveset",
}
COLUMNS = {"id", "slug", "revision_number"}
"""Of the working copy, only where it is and which revision is the latest."""

SECRET_WORDS = ("zebra", "striped")
ADDRESSES = (
    "",
    "?q=zebra",
    "?q=deliver",
    "schema/",
    "head/",
    "head/history/",
    "head/revisions/1/",
    "hidden/",
    "hidden/history/",
    "years/2012-13/",
    "years/2012-13/department/",
    *(f"head/objectives.{kind}" for kind in ("json", "csv", "ods", "pdf")),
    *(f"head/revisions/1/objectives.{kind}" for kind in ("json", "csv", "ods", "pdf")),
    *(f"years/2012-13/objectives.{kind}" for kind in ("json", "csv", "ods", "pdf")),
    *(f"years/2012-13/department/objectives.{kind}" for kind in ("json", "csv", "ods", "pdf")),
)


class Recorder:
    """A printer that keeps what it was to print."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def render_pdf(self, html: str) -> bytes:
        self.printed.append(html)
        return html.encode()


@pytest.fixture(autouse=True)
def _stage() -> None:
    """A published set with an amendment under way, and one never published."""
    published = draft(slug="head", department__slug="department", department__name="Department")
    filled(published)
    publish(published)
    amend_in_secret(published)
    filled(draft(slug="hidden", holder_name=SECRET, role_statement=SECRET), words=SECRET)


@contextmanager
def only_what_is_published() -> Iterator[None]:
    """Fails if any query reads a table, or a column of the set, that can hold a draft."""
    with CaptureQueriesContext(connection) as queries:
        yield
    assert not [query["sql"] for query in queries if reads_a_draft(query["sql"])]


def reads_a_draft(sql: str) -> bool:
    tables, columns = set(TABLE.findall(sql)), set(OF_THE_SET.findall(sql))
    return not (tables <= MAY_BE_READ and columns <= COLUMNS)


def printed() -> list[str]:
    recorder = Recorder()
    for pk in RevisionFile.objects.values_list("pk", flat=True):
        print_file(file_id=pk, moment=lambda: NOW, printer=recorder)
    return recorder.printed


def readable(content: bytes) -> str:
    """The words of an answer; those of a spreadsheet are packed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.read("content.xml").decode().lower()
    return content.decode().lower()


class TestNoPublicAnswer:
    def test_reads_or_says_what_was_not_published(self, client: Client, cast: Cast) -> None:
        printed()
        # Somebody entitled to the draft is told no more at these addresses than a stranger.
        entitled = Client()
        entitled.force_login(cast.head)
        for reader in (client, entitled):
            for address in ADDRESSES:
                if reader is client:
                    with only_what_is_published():
                        response = reader.get(f"/objectives/{address}")
                else:
                    response = reader.get(f"/objectives/{address}")
                expected = 404 if address.startswith("hidden") else 200
                assert response.status_code == expected, address
                said = readable(response.content).replace('value="zebra"', "")
                assert not any(word in said for word in SECRET_WORDS), address

    def test_is_printed_from_anything_but_what_was_published(self) -> None:
        words = " ".join(printed()).lower()

        assert words.count("deliver the programme (objective)") == 3
        assert not any(word in words for word in SECRET_WORDS)
