"""A return taken away as a spreadsheet and brought back."""

import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from csplan.audit.models import AuditEvent
from csplan.core.tabular import ods_bytes
from csplan.core.tabular.workbook import read_workbook
from csplan.registers.models import PendingImport
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnAuthor
from tests.conftest import Cast, Stage
from tests.factories import MilestoneFactory, MilestoneUpdateFactory
from tests.programme.sheets.workbooks import (
    EXPECTED,
    HAPPENED,
    HOW,
    RISK,
    SHEET_URL,
    cell_of,
    changed,
    confirm,
    download,
    filled,
    send,
)
from tests.programme.situations import RETURN_URL, put_in

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[Any]]
LATER = dt.datetime(2014, 3, 31)  # noqa: DTZ001 - what a spreadsheet holds for a day


@pytest.fixture
def writer(client: Client, cast: Cast, stage: Stage) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def one(stage: Stage) -> str:
    """The name of the first milestone among the rows."""
    return f"milestone-{stage.milestone_update.milestone_id}"


@pytest.fixture
def measure(stage: Stage) -> str:
    return f"measure-{stage.measure_update.measure_id}"


def on_track(item: str, words: str = "Under way.") -> list[tuple[str, str, str, Any]]:
    """What is filled in for a milestone that is on track."""
    answers = {HOW: "On track", EXPECTED: LATER, HAPPENED: words}
    return [("Milestones", item, question, value) for question, value in answers.items()]


def answer_there(stage: Stage, by: Any, narrative: str) -> None:
    """A colleague's answer to the first milestone, saved meanwhile."""
    MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
        rating="on_track", forecast_on=dt.date(2014, 2, 28), narrative=narrative,
        version=1, updated_by=by, updated_at=timezone.now(),
    )  # fmt: skip


class TestDownload:
    @pytest.mark.parametrize("kind", ["ods", "xlsx"])
    def test_holds_questions_beside_last_quarters_answers(
        self, writer: Client, one: str, kind: str
    ) -> None:
        book = read_workbook(download(writer, kind))
        headings = book["Milestones"][2]
        first = next(row for row in book["Milestones"] if row and f"/{one}" in "".join(row))

        assert list(book) == ["Guide", "Milestones", "Measures", "Overview", "csplan"]
        assert first[headings.index(HAPPENED) - 1] == "Two departments had yet to name a lead."
        assert first[headings.index(HOW) - 1] == "At risk"
        assert first[headings.index(EXPECTED) - 1] == "2014-01-31"
        assert "Will miss its date" in str(book["Guide"])
        assert "North West, Quarter 3 2013/14" in str(book["Guide"])

    def test_has_nothing_beside_when_nothing_was_reported(
        self, writer: Client, stage: Stage
    ) -> None:
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(
            period=stage.period, revision=7
        )
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(locality=stage.other.locality)

        assert "Last quarter" not in str(read_workbook(download(writer))["Milestones"])

    def test_never_holds_a_formula(self, writer: Client, stage: Stage) -> None:
        milestone = stage.milestone_update.milestone
        milestone.title = '=HYPERLINK("http://example.com")'
        milestone.save()

        sheet: Any = load_workbook(io.BytesIO(download(writer)))["Milestones"]

        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
        assert milestone.title in str(read_workbook(download(writer, "ods"))["Milestones"])

    def test_is_not_found_in_another_kind(self, writer: Client) -> None:
        assert writer.get(f"{SHEET_URL}return.csv").status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("more", [0, 20])
    def test_makes_the_same_queries_whatever_the_size(
        self, writer: Client, stage: Stage, django_assert_num_queries: CountQueries, more: int
    ) -> None:
        add_milestones(stage, more)
        download(writer)

        with django_assert_num_queries(10):
            download(writer)


@pytest.mark.each_database
class TestBringingBack:
    def test_an_untouched_file_brings_nothing(self, writer: Client) -> None:
        for kind in ("ods", "xlsx"):
            preview = send(writer, download(writer, kind), f"return.{kind}")

            assert "The file brings nothing new" in preview.content.decode()
            assert preview.context["plan"].writes == []

    def test_saves_nothing_before_it_is_confirmed(
        self, writer: Client, stage: Stage, one: str
    ) -> None:
        preview = send(writer, filled(download(writer), *on_track(one)))

        stage.milestone_update.refresh_from_db()
        assert "Nothing is saved yet" in preview.content.decode()
        assert len(preview.context["plan"].brought) == 3
        assert stage.milestone_update.version == 0

    def test_saves_each_answer_as_if_it_had_been_typed(
        self, writer: Client, stage: Stage, cast: Cast, one: str, measure: str
    ) -> None:
        data = filled(
            download(writer),
            *on_track(one, "Café\nand more"),
            ("Measures", measure, "Figure for the quarter", 1234),
            ("Overview", "overview", "The quarter in your locality", "A busy quarter."),
        )

        answer = confirm(writer, send(writer, data))

        stage.milestone_update.refresh_from_db()
        stage.measure_update.refresh_from_db()
        stage.own.refresh_from_db()
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert answer.url == RETURN_URL
        assert stage.milestone_update.narrative == "Café\nand more"
        assert stage.milestone_update.forecast_on == dt.date(2014, 3, 31)
        assert stage.milestone_update.updated_by == cast.coordinator
        assert stage.measure_update.value == Decimal(1234)
        assert stage.own.overview == "A busy quarter."
        assert ReturnAuthor.objects.filter(user=cast.coordinator).count() == 1
        assert {
            "milestoneupdate.saved", "measureupdate.saved", "return.overview_saved",
            "return.spreadsheet_saved",
        } <= actions  # fmt: skip

    def test_says_in_the_history_where_answers_came_from(self, writer: Client, one: str) -> None:
        confirm(writer, send(writer, filled(download(writer), *on_track(one)), "mine.xlsx"))

        page = writer.get(f"{RETURN_URL}history/").content.decode()
        assert "Brought back from a spreadsheet" in page
        assert "mine.xlsx" in page

    def test_shows_and_saves_what_an_ods_file_brings(
        self, writer: Client, stage: Stage, one: str
    ) -> None:
        def add(rows: list[list[Any]]) -> None:
            at = next(row for row in rows if f"/{one}" in "".join(map(str, row)))
            headings = rows[2]
            for question, value in ((HOW, "on TRACK"), (EXPECTED, "31 March 2014"),
                                    (HAPPENED, "=Done")):  # fmt: skip
                at[headings.index(question)] = value

        preview = send(writer, ods_with(download(writer, "ods"), add), "return.ods")
        confirm(writer, preview)

        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.narrative == "=Done"
        assert stage.milestone_update.forecast_on == dt.date(2014, 3, 31)

    def test_is_saved_once_however_often_it_is_confirmed(
        self, writer: Client, stage: Stage, one: str
    ) -> None:
        preview = send(writer, filled(download(writer), *on_track(one)))
        confirm(writer, preview)

        again = confirm(writer, preview)

        stage.milestone_update.refresh_from_db()
        assert again.status_code == HTTPStatus.NOT_FOUND
        assert stage.milestone_update.version == 1

    def test_empties_an_answer_whose_cell_was_emptied(
        self, writer: Client, stage: Stage, cast: Cast, measure: str
    ) -> None:
        type(stage.measure_update).objects.filter(pk=stage.measure_update.pk).update(
            value=4, comment="From the register.", version=1
        )
        question = "Anything a reader should know"

        data = filled(download(writer), ("Measures", measure, question, None))
        confirm(writer, send(writer, data))

        stage.measure_update.refresh_from_db()
        assert stage.measure_update.comment == ""

    def test_names_what_the_status_does_not_ask(
        self, writer: Client, stage: Stage, one: str
    ) -> None:
        extra = ("Milestones", one, RISK, "The lead may leave.")

        preview = send(writer, filled(download(writer), *on_track(one), extra))

        assert [cell.question for cell in preview.context["plan"].left_out] == [RISK]
        assert "The lead may leave." in preview.content.decode()
        confirm(writer, preview)
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.version == 1

    @pytest.mark.parametrize("more", [0, 20])
    def test_makes_the_same_queries_whatever_the_size(
        self, writer: Client, stage: Stage, django_assert_num_queries: CountQueries, more: int,
        one: str,
    ) -> None:  # fmt: skip
        added = add_milestones(stage, more)
        answers = [cell for item in (one, *added) for cell in on_track(item)]
        preview = send(writer, filled(download(writer), *answers))

        with django_assert_num_queries(7):
            writer.get(preview.request["PATH_INFO"])


class TestConflicts:
    @pytest.fixture
    def preview(self, writer: Client, stage: Stage, cast: Cast, one: str) -> Any:
        data = filled(download(writer), *on_track(one, "My words."))
        answer_there(stage, cast.assistant, "Their words.")
        return send(writer, data)

    def test_are_shown_three_ways(self, preview: Any) -> None:
        page = preview.content.decode()

        assert {cell.question for cell in preview.context["plan"].conflicts} == {
            EXPECTED, HAPPENED,
        }  # fmt: skip
        for words in ("What you started from", "Their words.", "My words."):
            assert words in page

    def test_must_be_decided(self, writer: Client, stage: Stage, preview: Any, one: str) -> None:
        answer = confirm(writer, preview, **{f"{one}-narrative": "mine"})

        stage.milestone_update.refresh_from_db()
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert (
            f'id="{one}-narrative-mine" name="{one}-narrative" type="radio" value="mine" checked'
            in (answer.content.decode())
        )
        assert "Choose which answer to keep" in answer.content.decode()
        assert stage.milestone_update.narrative == "Their words."

    def test_are_decided_cell_by_cell(
        self, writer: Client, stage: Stage, preview: Any, one: str
    ) -> None:
        confirm(writer, preview, **{f"{one}-narrative": "mine", f"{one}-forecast_on": "theirs"})

        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.narrative == "My words."
        assert stage.milestone_update.forecast_on == dt.date(2014, 2, 28)
        assert stage.milestone_update.version == 2

    def test_take_no_answer_that_was_never_offered(
        self, writer: Client, stage: Stage, preview: Any, one: str
    ) -> None:
        answer = confirm(
            writer, preview, **{f"{one}-narrative": "both", f"{one}-forecast_on": "theirs"}
        )

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_keeping_all_of_theirs_writes_nothing(
        self, writer: Client, stage: Stage, preview: Any, one: str
    ) -> None:
        answer = confirm(
            writer, preview, **{f"{one}-narrative": "theirs", f"{one}-forecast_on": "theirs"}
        )

        stage.milestone_update.refresh_from_db()
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert stage.milestone_update.version == 1

    def test_a_save_after_the_preview_shows_it_again(
        self, writer: Client, stage: Stage, cast: Cast, one: str
    ) -> None:
        preview = send(writer, filled(download(writer), *on_track(one, "My words.")))
        answer_there(stage, cast.assistant, "Their words.")

        answer = confirm(writer, preview)

        stage.milestone_update.refresh_from_db()
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "Their words." in answer.content.decode()
        assert "My words." in answer.content.decode()
        assert stage.milestone_update.narrative == "Their words."

    def test_what_only_others_changed_is_kept(
        self, writer: Client, stage: Stage, cast: Cast, one: str, measure: str
    ) -> None:
        data = filled(download(writer), ("Measures", measure, "Figure for the quarter", 5))
        answer_there(stage, cast.assistant, "Their words.")

        preview = send(writer, data)
        confirm(writer, preview)

        stage.milestone_update.refresh_from_db()
        assert {cell.now for cell in preview.context["plan"].changed_there} >= {"Their words."}
        assert stage.milestone_update.narrative == "Their words."

    def test_without_what_was_started_from_every_difference_is_one(
        self, writer: Client, stage: Stage, cast: Cast, one: str
    ) -> None:
        answer_there(stage, cast.assistant, "Their words.")
        data = filled(download(writer), ("Milestones", one, HAPPENED, "My words."))

        def forget(book: Workbook) -> None:
            book["csplan"].delete_rows(4, 10)

        preview = send(writer, changed(data, forget))

        assert [cell.mine for cell in preview.context["plan"].conflicts] == ["My words."]
        assert "Not in the file" in preview.content.decode()


def problems(preview: Any) -> dict[str, str]:
    return {one.place: one.message for one in preview.context["plan"].problems}


class TestBadValues:
    @pytest.mark.parametrize(
        ("question", "value", "words"),
        [
            (HOW, "Fine", "enter Complete, On track, At risk or Off track"),
            (EXPECTED, "soon", "“soon” is not a date"),
            (EXPECTED, "1/1/1899", "between 1900 and 2199"),
            (EXPECTED, "30/2/2014", "must be a real date"),
            (EXPECTED, "1/1/2014", "must be today or in the future"),
            (HAPPENED, "e" + "\u0301" * 3_000, "stacked accents"),
            (HAPPENED, "a\u202eb", "hidden control character"),
            (HAPPENED, None, "Enter what happened this quarter"),
            (HAPPENED, "a_x0000_b", "hidden control character"),
        ],
    )
    def test_are_named_with_their_cell(
        self, writer: Client, stage: Stage, one: str, question: str, value: Any, words: str
    ) -> None:
        data = filled(download(writer), *on_track(one), ("Milestones", one, question, value))
        if value and "_x0000_" in value:
            data = filled(data, ("Milestones", one, question, value))
        where = cell_of(load_workbook(io.BytesIO(data)), "Milestones", one, question).coordinate

        preview = send(writer, data)

        assert words in problems(preview)[f"Milestones {where}"]
        assert "Save these answers" not in preview.content.decode()
        assert confirm(writer, preview).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.version == 0

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("a few", "must be a number"),
            ("NaN", "must be a number"),
            (-1, "must be 0 or more"),
            (1e30, "less than a million million"),
            ("1e999999", "less than a million million"),
            (12.345, "no more than 2 decimal places"),
        ],
    )
    def test_figures_are_named_with_their_cell(
        self, writer: Client, measure: str, value: Any, words: str
    ) -> None:
        data = filled(download(writer), ("Measures", measure, "Figure for the quarter", value))

        assert words in "".join(problems(send(writer, data)).values())

    def test_one_bad_value_keeps_everything_out(
        self, writer: Client, stage: Stage, one: str, measure: str
    ) -> None:
        data = filled(
            download(writer),
            *on_track(one),
            ("Measures", measure, "Figure for the quarter", "many"),
        )

        confirm(writer, send(writer, data))

        assert not MilestoneUpdate.objects.filter(
            quarterly_return=stage.own, version__gt=0
        ).exists()

    def test_a_choice_that_makes_the_answer_wrong_is_named(
        self, writer: Client, stage: Stage, cast: Cast, one: str
    ) -> None:
        mine = [("Milestones", one, HOW, "At risk"), ("Milestones", one, RISK, "A risk.")]
        data = filled(download(writer), *on_track(one, "Mine."), *mine)
        answer_there(stage, cast.assistant, "Theirs.")
        others = {f"{one}-forecast_on": "mine", f"{one}-narrative": "mine"}

        preview = send(writer, data)
        wrong = confirm(writer, preview, **others, **{f"{one}-rating": "mine"})
        right = confirm(writer, preview, **others, **{f"{one}-rating": "theirs"})

        stage.milestone_update.refresh_from_db()
        assert list(problems(wrong).values()) == [
            "Enter what will bring the milestone back on track"
        ]
        assert "With these choices an answer is not whole" in wrong.content.decode()
        assert "Save these answers" in wrong.content.decode()
        assert right.status_code == HTTPStatus.FOUND
        assert stage.milestone_update.rating == "on_track"
        assert stage.milestone_update.narrative == "Mine."

    def test_words_in_columns_of_ones_own_are_refused(self, writer: Client, one: str) -> None:
        def note(book: Workbook) -> None:
            cell = cell_of(book, "Milestones", one, "Reference")
            book["Milestones"].cell(cell.row, cell.column + 2).value = "A note"

        preview = send(writer, changed(download(writer), note))

        assert "no part of the return" in "".join(problems(preview).values())


class TestStrangeRows:
    def reference(self, data: bytes, one: str, text: str) -> bytes:
        return filled(data, ("Milestones", one, "Reference", text))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2013-14-q3/south-west/1/milestone-1", "South West, Quarter 3 2013/14, revision 1"),
            ("2013-14-q2/north-west/1/milestone-1", "North West, Quarter 2 2013/14, revision 1"),
            ("2013-14-q3/north-west/2/milestone-1", "North West, Quarter 3 2013/14, revision 2"),
            ("2013-14-q3/nowhere/1/milestone-1", "nowhere, Quarter 3"),
            ("2013-14-q3/north-west/1/milestone-987654321", "does not ask for"),
            ("2013-14-q3/north-west/1/overview", "does not ask for"),
            ("hello", "“hello” is no reference"),
            (None, "The row has no reference"),
        ],
    )
    def test_are_refused_by_name(self, writer: Client, one: str, text: str, words: str) -> None:
        preview = send(writer, self.reference(download(writer), one, text))
        found = problems(preview)

        assert words in "".join(found.values())
        assert all(place.startswith("Milestones row ") for place in found)

    def test_are_refused_when_repeated(self, writer: Client, stage: Stage, one: str) -> None:
        data = download(writer)
        first = cell_of(load_workbook(io.BytesIO(data)), "Milestones", one, "Reference")
        second = f"milestone-{stage.second_milestone_update.milestone_id}"

        preview = send(writer, self.reference(data, second, first.value))

        assert "This repeats Milestones row 4" in "".join(problems(preview).values())

    def test_that_are_left_out_stay_as_they_are(self, writer: Client) -> None:
        preview = send(
            writer, changed(download(writer), lambda book: book.remove(book["Measures"]))
        )

        assert preview.context["plan"].absent == 1
        assert "1 item that is not in the file" in preview.content.decode()


class TestStrangeFiles:
    def refusal(self, response: Any) -> str:
        assert response.status_code == HTTPStatus.OK
        assert not PendingImport.objects.exists()
        return str(response.context["form"].errors["file"][0])

    def test_of_another_locality_are_refused_by_name(
        self, writer: Client, client: Client, cast: Cast, stage: Stage
    ) -> None:
        client.force_login(cast.other_coordinator)
        theirs = client.get(SHEET_URL.replace("north-west", "south-west") + "return.ods").content
        client.force_login(cast.coordinator)

        words = self.refusal(send(client, theirs, "return.ods"))

        assert "South West, Quarter 3 2013/14, revision 1" in words
        assert "North West, Quarter 3 2013/14" in words

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda book: book.remove(book["csplan"]), "not a return downloaded"),
            (lambda book: set_cell(book, "A1", "csplan quarterly return 99"), "another version"),
            (lambda book: set_cell(book, "A1", "hello"), "not a return downloaded"),
            (lambda book: set_cell(book, "A2", "hello"), "not a return downloaded"),
            (lambda book: set_cell(book, "A3", "hello"), "not a return downloaded"),
            (lambda book: book["csplan"].delete_rows(1, 100), "not a return downloaded"),
            (lambda book: set_cell(book, "A2", "2013-14-q1/north-west/1/return"), "Quarter 1"),
            (lambda book: [book.remove(book[name]) for name in
                           ("Milestones", "Measures", "Overview")], "none of the sheets"),
            (lambda book: book["Milestones"].delete_cols(5), "has no column"),
        ],
    )  # fmt: skip
    def test_are_refused_with_what_to_do(
        self, writer: Client, change: Callable[[Workbook], None], words: str
    ) -> None:
        assert words in self.refusal(send(writer, changed(download(writer), change)))

    @pytest.mark.parametrize("data", [b"", b"a,b\n", b"PK\x03\x04" + b"x" * 50])
    def test_that_are_no_spreadsheets_are_refused(self, writer: Client, data: bytes) -> None:
        response = send(writer, data)

        assert response.status_code == HTTPStatus.OK
        assert response.context["form"].errors

    def test_that_are_too_large_are_refused(self, writer: Client) -> None:
        response = send(writer, b"PK" + b"x" * (2 * 1024 * 1024))

        assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def test_are_not_taken_without_end(self, writer: Client) -> None:
        data = download(writer)
        statuses = [send(writer, data).status_code for _ in range(21)]

        assert statuses == [HTTPStatus.OK] * 20 + [HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.each_database
class TestUploads:
    def test_are_for_their_owner_alone(
        self, writer: Client, client: Client, cast: Cast, one: str
    ) -> None:
        path = send(writer, filled(download(writer), *on_track(one))).request["PATH_INFO"]
        client.force_login(cast.assistant)

        assert client.get(path).status_code == HTTPStatus.NOT_FOUND

    def test_are_forgotten_in_time(self, writer: Client, one: str) -> None:
        path = send(writer, filled(download(writer), *on_track(one))).request["PATH_INFO"]
        PendingImport.objects.update(expires_at=timezone.now() - dt.timedelta(days=30_000))

        assert writer.get(path).status_code == HTTPStatus.NOT_FOUND

    def test_survive_a_return_that_moved_on(
        self, writer: Client, stage: Stage, cast: Cast, one: str
    ) -> None:
        preview = send(writer, filled(download(writer), *on_track(one)))
        put_in(ReturnState.SUBMITTED, stage, cast)

        assert confirm(writer, preview).status_code == HTTPStatus.CONFLICT
        assert bytes(PendingImport.objects.get().data)


def set_cell(book: Workbook, place: str, value: str) -> None:
    book["csplan"][place] = value


def add_milestones(stage: Stage, count: int) -> list[str]:
    item = stage.milestone_update.milestone.work_item
    made = [
        MilestoneFactory.create(work_item=item, locality=stage.own.locality, order=10 + number)
        for number in range(count)
    ]
    for milestone in made:
        MilestoneUpdateFactory.create(quarterly_return=stage.own, milestone=milestone)
    return [f"milestone-{milestone.pk}" for milestone in made]


def ods_with(data: bytes, change: Callable[[list[list[Any]]], None]) -> bytes:
    """The ODS file as another program would write it, with the milestones changed."""
    book = {name: [list(row) for row in rows] for name, rows in read_workbook(data).items()}
    change(book["Milestones"])
    return ods_bytes([(name, rows[0], rows[1:]) for name, rows in book.items()])
