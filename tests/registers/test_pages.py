"""The pages every register has, seen through the departments."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.core.models import Department
from csplan.core.periods import london_midnight
from csplan.core.tabular import csv_bytes, ods_bytes, read_sheet
from csplan.registers.models import PendingImport
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory
from tests.hostile.asking import as_postgresql

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
LIST = "/localities/departments/"
CountQueries = Callable[[int], AbstractContextManager[Any]]
HEADINGS = ("Department", "Abbreviation", "Last day")


@pytest.fixture
def keeper(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def upload(client: Client, rows: list[tuple[Any, ...]], *, kind: str = "csv") -> Any:
    data = csv_bytes(HEADINGS, rows) if kind == "csv" else ods_bytes([("D", HEADINGS, rows)])
    return send(client, data, f"departments.{kind}")


def send(client: Client, data: bytes, name: str = "file.csv") -> Any:
    return client.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client, response: Any, plan: str = "") -> Any:
    address = response.request["PATH_INFO"]
    return client.post(address, {"plan": plan or response.context["plan"].digest})


class TestListPage:
    def test_is_open_to_anybody_signed_in_without_offering_changes(self, reader: Client) -> None:
        page = reader.get(LIST)

        assert page.status_code == HTTPStatus.OK
        assert "Import from a file" not in page.content.decode()

    def test_searches_filters_and_counts(self, keeper: Client) -> None:
        DepartmentFactory.create(name="Department of Trade", abbreviation="DOT")
        DepartmentFactory.create(name="Trade Board", ends_on=dt.date(2012, 3, 31))

        found = keeper.get(LIST, {"q": "trade", "when": "ended"}).content.decode()

        assert "1 department<" in found
        assert "Trade Board" in found
        assert "Department of Trade" not in found

    @pytest.mark.parametrize(
        ("query", "words", "is_narrowed"),
        [
            ("?sort=-title", "There are no headcounts yet.", False),
            ("?q=zebra", "No headcounts match.", True),
            ("?year=2013", "No headcounts match.", True),
        ],
    )
    def test_tells_an_empty_list_from_one_that_was_narrowed(
        self, keeper: Client, query: str, words: str, is_narrowed: bool
    ) -> None:
        page = keeper.get(f"/localities/headcounts/{query}").content.decode()

        assert words in page
        assert ("Clear filters" in page) is is_narrowed

    def test_sorts_and_pages(self, keeper: Client) -> None:
        DepartmentFactory.create_batch(30)

        page = keeper.get(LIST, {"sort": "-name", "page": "2"}).content.decode()

        assert "Page 2" in page
        assert 'aria-sort="descending"' in page

    @pytest.mark.parametrize("size", [1, 60])
    def test_makes_the_same_queries_whatever_the_size(
        self, keeper: Client, django_assert_num_queries: CountQueries, size: int
    ) -> None:
        DepartmentFactory.create_batch(size)
        keeper.get(LIST)

        with django_assert_num_queries(4):
            keeper.get(LIST)

    @pytest.mark.parametrize(
        "query", ["q=%00", "when=strange", "page=x", "sort=strange", "q=" + "a+" * 500]
    )
    def test_survives_strange_questions(self, keeper: Client, query: str) -> None:
        assert keeper.get(f"{LIST}?{query}").status_code == HTTPStatus.OK

    @pytest.mark.parametrize("asked", ["kind", "locality", "when", "q"])
    def test_asks_no_database_what_none_can_hold(self, keeper: Client, asked: str) -> None:
        with as_postgresql():
            page = keeper.get(f"/localities/posts/?{asked}=%00")

        assert page.status_code == HTTPStatus.OK


class TestExportPage:
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_holds_what_is_listed(self, reader: Client, kind: str) -> None:
        DepartmentFactory.create(name="=SUM(A1)", abbreviation="X")
        DepartmentFactory.create(name="Other")

        sheet = read_sheet(reader.get(f"{LIST}export.{kind}", {"q": "SUM"}).content)

        assert sheet.headings == HEADINGS
        assert sheet.rows == (("=SUM(A1)", "X", ""),)

    def test_is_not_found_in_another_kind(self, reader: Client) -> None:
        assert reader.get(f"{LIST}export.exe").status_code == HTTPStatus.NOT_FOUND


class TestAddPage:
    def test_adds_with_an_event_and_an_address(self, keeper: Client) -> None:
        DepartmentFactory.create(name="Board of Trade!", slug="board-of-trade")

        keeper.post(f"{LIST}add/", {"name": "Board of Trade", "abbreviation": "BoT"})

        made = Department.objects.get(name="Board of Trade")
        event = AuditEvent.objects.get(action="department.added")
        assert made.slug == "board-of-trade-2"
        assert event.after == {"name": "Board of Trade", "abbreviation": "BoT"}

    def test_says_what_is_missing(self, keeper: Client) -> None:
        page = keeper.post(f"{LIST}add/", {"name": ""}).content.decode()

        assert "Enter the department’s name" in page

    @pytest.mark.parametrize("page", ["add/", "import/", "import/template.csv"])
    def test_refuses_everybody_else(self, reader: Client, page: str) -> None:
        assert reader.get(f"{LIST}{page}").status_code == HTTPStatus.FORBIDDEN

    def test_writes_nothing_for_others(self, reader: Client) -> None:
        count = Department.objects.count()

        assert reader.post(f"{LIST}add/", {"name": "X"}).status_code == HTTPStatus.FORBIDDEN
        assert Department.objects.count() == count


class TestRecordPage:
    def test_shows_values_and_history(self, keeper: Client) -> None:
        keeper.post(f"{LIST}add/", {"name": "Board of Trade"})
        record = Department.objects.get(name="Board of Trade")

        page = keeper.get(f"{LIST}{record.pk}/").content.decode()

        assert "Department added" in page
        assert "Department: Board of Trade" in page

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("ends_on", "2013-03-31", "Last day: 31 March 2013"),
            ("ends_on", "2013-99-31", "Last day: 2013-99-31"),
            ("rating", "on_track", "Rating: On track"),
        ],
    )
    def test_tells_days_and_ratings_in_words(
        self, keeper: Client, name: str, value: str, words: str
    ) -> None:
        record = DepartmentFactory.create()
        AuditEvent.objects.create(
            action="department.changed", target_kind="core.department", target_id=str(record.pk),
            occurred_at=NOW, after={name: value},
        )  # fmt: skip

        assert keeper.get(f"{LIST}{record.pk}/").context["events"][0].note == words


class TestChangePage:
    def seen(self, client: Client, pk: int) -> str:
        form = client.get(f"{LIST}{pk}/change/").context["form"]
        return str(form.drawn_from)

    def test_saves_with_before_and_after(self, keeper: Client) -> None:
        record = DepartmentFactory.create(name="Old", abbreviation="O")
        data = {"name": "New", "abbreviation": "O", "seen": self.seen(keeper, record.pk)}

        response = keeper.post(f"{LIST}{record.pk}/change/", data)

        event = AuditEvent.objects.get(action="department.changed")
        assert response.status_code == HTTPStatus.FOUND
        assert (event.before, event.after) == ({"name": "Old"}, {"name": "New"})

    def test_answers_a_stale_save_with_both_texts_and_then_takes_it(self, keeper: Client) -> None:
        record = DepartmentFactory.create(name="Old")
        data = {"name": "Mine", "abbreviation": "", "seen": self.seen(keeper, record.pk)}
        Department.objects.filter(pk=record.pk).update(name="Theirs")

        conflict = keeper.post(f"{LIST}{record.pk}/change/", data)
        words = conflict.content.decode()

        assert conflict.status_code == HTTPStatus.CONFLICT
        assert "Theirs" in words
        assert 'value="Mine"' in words
        assert Department.objects.get(pk=record.pk).name == "Theirs"
        again = {**data, "seen": self.seen(keeper, record.pk)}
        keeper.post(f"{LIST}{record.pk}/change/", again)
        assert Department.objects.get(pk=record.pk).name == "Mine"

    def test_records_nothing_when_nothing_changed(self, keeper: Client) -> None:
        record = DepartmentFactory.create(name="Same")
        data = {"name": "Same", "abbreviation": "", "seen": self.seen(keeper, record.pk)}

        keeper.post(f"{LIST}{record.pk}/change/", data)

        assert not AuditEvent.objects.filter(action="department.changed").exists()

    def test_refuses_others_and_strangers(self, reader: Client) -> None:
        record = DepartmentFactory.create()

        assert reader.get(f"{LIST}{record.pk}/change/").status_code == HTTPStatus.FORBIDDEN
        assert reader.get(f"{LIST}999999/").status_code == HTTPStatus.NOT_FOUND


class TestEndPage:
    def test_keeps_the_record_and_its_last_day(self, keeper: Client) -> None:
        record = DepartmentFactory.create()
        day = {"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2014"}

        keeper.post(f"{LIST}{record.pk}/end/", day)

        assert Department.objects.get(pk=record.pk).ends_on == dt.date(2014, 3, 31)
        keeper.post(f"{LIST}{record.pk}/end/", day)
        assert AuditEvent.objects.filter(action="department.ended").count() == 1


class TestImport:
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_previews_then_saves_all(self, keeper: Client, kind: str) -> None:
        DepartmentFactory.create(name="Home Office", abbreviation="HO")
        rows = [("home  office", "HomeO", None), ("New Board", "NB", dt.date(2014, 3, 31))]

        preview = upload(keeper, rows, kind=kind)

        assert preview.context["plan"].counts == {"Changed": 1, "Added": 1}
        assert not Department.objects.filter(name="New Board").exists()
        assert confirm(keeper, preview).status_code == HTTPStatus.FOUND
        assert Department.objects.get(name="New Board").ends_on == dt.date(2014, 3, 31)
        assert AuditEvent.objects.filter(action="department.imported").exists()
        assert bytes(PendingImport.objects.get().data) == b""

    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_takes_its_own_export_back_without_a_change(self, keeper: Client, kind: str) -> None:
        DepartmentFactory.create(name="-Odd, “name”", abbreviation="'=")
        DepartmentFactory.create(ends_on=dt.date(2012, 3, 31))

        preview = send(keeper, keeper.get(f"{LIST}export.{kind}").content, f"d.{kind}")

        assert set(preview.context["plan"].counts) == {"Unchanged"}
        assert "nothing to import" in preview.content.decode()

    def test_refuses_all_when_one_row_is_wrong_and_names_the_cell(self, keeper: Client) -> None:
        rows = [("Good", "G", ""), ("", "X", ""), ("Bad day", "B", "32/13/2014"), ("Good", "", "")]

        preview = upload(keeper, rows)
        words = preview.content.decode()

        assert preview.context["plan"].counts == {"Added": 1, "Refused": 3}
        assert "C4" in words
        assert "A3" in words
        assert "This repeats row 2" in words
        assert confirm(keeper, preview).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not Department.objects.filter(name="Good").exists()

    def test_refuses_strange_and_missing_columns(self, keeper: Client) -> None:
        strange = send(keeper, b"Department,Abbreviation,Last day,Colour\nA,B,,red\n")
        missing = send(keeper, b"Department\nA\n")

        assert "Column “Colour” (D1) is not in the template" in strange.content.decode()
        assert "no column “Abbreviation”, “Last day”" in missing.content.decode()

    def test_refuses_a_large_file(self, keeper: Client) -> None:
        large = send(keeper, b"x" * (2 * 1024 * 1024 + 1))

        assert large.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def test_asks_again_when_the_records_changed_after_the_preview(self, keeper: Client) -> None:
        record = DepartmentFactory.create(name="Home Office", abbreviation="HO")
        preview = upload(keeper, [("Home Office", "H", "")])
        Department.objects.filter(pk=record.pk).update(abbreviation="Other")

        response = confirm(keeper, preview)

        assert response.status_code == HTTPStatus.CONFLICT
        assert Department.objects.get(pk=record.pk).abbreviation == "Other"

    def test_saves_once_however_often_it_is_confirmed(self, keeper: Client) -> None:
        preview = upload(keeper, [("New Board", "NB", "")])

        confirm(keeper, preview)

        assert confirm(keeper, preview).status_code == HTTPStatus.NOT_FOUND
        assert Department.objects.filter(name="New Board").count() == 1

    def test_keeps_an_upload_from_everybody_else(self, keeper: Client, cast: Cast) -> None:
        preview = upload(keeper, [("New Board", "NB", "")])
        PendingImport.objects.update(owner=cast.head)

        assert confirm(keeper, preview).status_code == HTTPStatus.NOT_FOUND

    def test_forgets_an_upload_that_waited_too_long(self, keeper: Client) -> None:
        preview = upload(keeper, [("New Board", "NB", "")])
        PendingImport.objects.update(expires_at=london_midnight(dt.date(2014, 1, 9)))

        assert confirm(keeper, preview).status_code == HTTPStatus.NOT_FOUND

    def test_allows_twenty_an_hour(self, keeper: Client) -> None:
        for _ in range(20):
            upload(keeper, [("A", "", "")])

        assert upload(keeper, [("A", "", "")]).status_code == HTTPStatus.TOO_MANY_REQUESTS

    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_offers_a_template_that_reads_back(self, keeper: Client, kind: str) -> None:
        sheet = read_sheet(keeper.get(f"{LIST}import/template.{kind}").content)

        assert sheet.headings == HEADINGS
        assert sheet.rows == ()
