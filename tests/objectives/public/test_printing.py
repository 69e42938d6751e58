"""What is printed of a publication, by whom and how often it is tried."""

import datetime as dt
from io import StringIO

import page
import pytest
from django.core.management import call_command
from django.test import Client

from csplan.core.printing.errors import PrinterStoppedError, RenderError
from csplan.core.printing.text import text_of
from objectives.choices import PrintKind, PrintState
from objectives.models import Milestone, Objective, RevisionFile
from objectives.rules.printing import HORIZON, LONGEST_PRINT, MOST_ATTEMPTS, PATIENCE
from objectives.services.printing import ask_again, print_file, sweep_prints
from objectives.tasks import print_one
from tests.factories import ObjectiveFactory
from tests.objectives.public.stage import PUBLISHED_AT as AT
from tests.objectives.public.stage import dated, draft, filled, publish
from tests.objectives.public.test_leaks import Recorder

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


class Refuser(Recorder):
    """A printer that cannot print these words."""

    def render_pdf(self, html: str) -> bytes:
        raise RenderError("No font has this character")


class Stopper(Recorder):
    """A printer that stops before the document is finished."""

    def render_pdf(self, html: str) -> bytes:
        raise PrinterStoppedError("The machine ran short of memory")


class Breaker(Recorder):
    """A printer whose worker is cut off."""

    def render_pdf(self, html: str) -> bytes:
        raise TimeoutError


def waiting(kind: PrintKind = PrintKind.REVISION) -> RevisionFile:
    return RevisionFile.objects.filter(kind=kind).latest("pk")


def run(file: RevisionFile, printer: Recorder, *, at: dt.datetime = AT) -> RevisionFile:
    print_file(file_id=file.pk, moment=lambda: at, printer=printer)
    file.refresh_from_db()
    return file


@pytest.fixture(autouse=True)
def _published() -> None:
    chosen = draft(slug="head", holder_name="The head", department__slug="department")
    category = filled(chosen)
    dated(Milestone.objects.get(category=category, reference="M1"))
    first = Objective.objects.get(category=category, reference="O1")
    ObjectiveFactory.create(
        category=category, reference="O2", order=3, text="A point, \U0001f600", under=first
    )
    publish(chosen)


class TestThePdf:
    def test_is_made_for_everybody_to_read(self, client: Client) -> None:
        """Really printed: the set alone by a worker's task, its compendiums by the command."""
        addresses = ("head/revisions/1/objectives.pdf", "years/2012-13/objectives.pdf")
        for address in addresses:
            assert client.get(f"/objectives/{address}").status_code == 503

        print_one(waiting().pk)
        call_command("print_objectives", stdout=StringIO())

        for address in addresses:
            data = client.get(f"/objectives/{address}").content
            report = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
            assert [each.rule_id for each in report.failures] == []
            words = " ".join(text_of(data).split())
            assert "Deliver the programme (Milestone)" in words
            assert "No later than 31 March 2013" in words
            assert "A point, [grinning face]" in words
        assert "PDF</a> (" in client.get("/objectives/head/").content.decode()


class TestPrinting:
    def test_happens_once(self) -> None:
        printer = Recorder()

        assert run(waiting(), printer).state == PrintState.MADE
        run(waiting(), printer)

        assert len(printer.printed) == 1

    def test_gives_up_what_cannot_be_printed_and_says_so(self, client: Client) -> None:
        file = run(waiting(), Refuser())

        assert (file.state, file.failure) == (PrintState.FAILED, "No font has this character")
        assert "it could not be made" in client.get("/objectives/head/").content.decode()
        assert file.pk in ask_again(at=AT)
        assert run(file, Recorder()).state == PrintState.MADE

    def test_leaves_what_the_printer_stopped_at_to_the_sweep(self) -> None:
        file = run(waiting(), Stopper())

        assert (file.state, file.attempts) == (PrintState.WAITING, 1)
        assert file.pk in sweep_prints(at=AT + LONGEST_PRINT + SECOND)
        assert run(file, Recorder()).state == PrintState.MADE

    def test_leaves_a_compendium_to_a_later_publication(self) -> None:
        first = {kind: waiting(kind) for kind in PrintKind}
        other = draft(slug="other", department__slug="elsewhere")
        filled(other)
        publish(other)

        assert run(first[PrintKind.YEAR], Recorder()).state == PrintState.OVERTAKEN
        assert run(first[PrintKind.DEPARTMENT], Recorder()).state == PrintState.MADE
        printer = Recorder()
        run(waiting(PrintKind.YEAR), printer)
        assert "The head" in printer.printed[0]


class TestTheSweep:
    def test_asks_again_for_what_no_worker_took_up(self) -> None:
        assert sweep_prints(at=AT + PATIENCE) == []

        later = AT + PATIENCE + SECOND
        assert len(sweep_prints(at=later)) == 3
        assert sweep_prints(at=later + SECOND) == []

    def test_asks_again_when_the_clock_was_put_back(self) -> None:
        assert len(sweep_prints(at=AT - HORIZON - SECOND)) == 3

    def test_gives_up_what_cut_every_worker_off(self) -> None:
        file, at = waiting(), AT
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(TimeoutError):
                run(file, Breaker(), at=at)
            assert file.pk not in sweep_prints(at=at + LONGEST_PRINT)
            at += LONGEST_PRINT + SECOND
            again = sweep_prints(at=at)

        file.refresh_from_db()
        assert file.pk not in again
        assert file.state == PrintState.FAILED
