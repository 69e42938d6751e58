"""The auditor's pages: what is found, who reads what, and what can be taken away."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from csplan.audit.models import AuditEvent
from csplan.audit.selectors import PAGE_SIZE, chain_head
from csplan.audit.services import event, record, record_all, record_refusal, seal_all
from csplan.audit.verifier import read, verify
from csplan.core.models import Department
from localities.models import Locality
from programme.models import Risk
from tests.audit.tampering import write
from tests.audit.test_chain import run_verifier
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
DAY = dt.timedelta(days=1)
MOST_QUERIES = 6
LIST, CHECK = "/history/", "/history/check/"


@pytest.fixture
def history(cast: Cast) -> list[AuditEvent]:
    """Three events of three kinds, of three people, on three days."""
    risk = Risk(pk=7, title="The venue is lost")
    place, board = Locality(pk=8, name="North West"), Department(pk=9, name="Board of Trade")
    record_all(
        [
            event(action="risk.reassessed", target=risk, actor=cast.coordinator, at=NOW - 2 * DAY,
                  before={"score": 4}, after={"score": 9, "cause": "=1+1"}),
            event(action="locality.renamed", target=place, actor=cast.administrator, at=NOW - DAY,
                  before={"name": "NW"}, after={"name": "North West"}),
            event(action="department.added", target=board, actor=None, at=NOW),
        ]
    )  # fmt: skip
    AuditEvent.objects.create(
        action="return.submitted", target_kind="x", target_id="1", target_label="Of a request",
        request_id="0123456789abcdef", occurred_at=NOW, actor=cast.sro,
    )  # fmt: skip
    seal_all()
    return list(AuditEvent.objects.order_by("pk"))


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    return response.content.decode()


class TestSearch:
    def test_finds_by_person_action_thing_day_and_request(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        client.force_login(cast.auditor)
        wanted = {
            ("who", cast.coordinator.email): "Risk reassessed",
            ("what", "locality renamed"): "Locality renamed",
            ("thing", "board trade"): "Department added",
            ("request", "0123456789abcdef"): "Return submitted",
            ("to", "2014-01-08"): "Risk reassessed",
        }
        for (box, words), expected in wanted.items():
            found = page(client, LIST, **{box: words})
            assert found.count('<th scope="row"') == 1, box
            assert expected in found
        found = page(client, LIST, **{"from": "2014-01-09", "to": "2014-01-09"})
        assert (found.count('<th scope="row"'), "Locality renamed" in found) == (1, True)
        found = page(client, LIST, kind="programme.risk", key="7")
        assert (found.count('<th scope="row"'), "risk number 7" in found) == (1, True)
        assert "No event matches" in page(client, LIST, who="\0nobody")
        assert "Enter a real date" in page(client, LIST, **{"from": "2014-02-31"})
        assert "Risk reassessed" in page(
            client, LIST, **{"from": "0001-01-01", "to": "9999-12-31"}
        )

    def test_gives_as_many_at_once_as_fit_on_a_page_at_one_cost(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        client.force_login(cast.auditor)
        page(client, LIST)  # The first request of a session writes it.
        with CaptureQueriesContext(connection) as few:
            page(client, LIST)
        place = Locality(pk=8, name="North West")
        record_all(
            event(action="locality.changed", target=place, actor=cast.head, at=NOW)
            for _ in range(PAGE_SIZE)
        )
        with CaptureQueriesContext(connection) as many:
            first = page(client, LIST)
        assert len(many) == len(few) <= MOST_QUERIES
        assert (first.count("Locality changed"), "Older events" in first) == (PAGE_SIZE, True)

        oldest = AuditEvent.objects.all()[PAGE_SIZE - 1].pk
        second = page(client, LIST, older_than=str(oldest))
        assert second.count('<th scope="row"') == len(history)
        assert ("Older events" in second, "Latest events" in second) == (False, True)


class TestAdministrator:
    def test_sees_metadata_and_no_words(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        client.force_login(cast.administrator)
        shown = page(client, LIST)
        assert "The venue is lost" not in shown
        assert ("Risk number 7" in shown, "North West" in shown) == (True, True)
        assert "No event matches" in page(client, LIST, thing="venue")
        assert "Locality renamed" in page(client, LIST, thing="north")

        detail = page(client, f"{LIST}{history[0].pk}/")
        assert ("=1+1" in detail, "is for auditors" in detail) == (False, True)

    def test_does_not_learn_that_there_is_a_review(self, client: Client, cast: Cast) -> None:
        AuditEvent.objects.create(
            action="review.shared", target_kind="objectives.review", target_id="3", occurred_at=NOW
        )
        client.force_login(cast.administrator)
        assert "No event matches" in page(client, LIST)
        client.force_login(cast.auditor)
        assert "Review shared" in page(client, LIST)

    @pytest.mark.parametrize("place", ["office/x/reviews/mid-year/share/", "feedback/a-link/"])
    def test_does_not_learn_where_others_were_refused_in_confidence(
        self, place: str, client: Client, cast: Cast
    ) -> None:
        path = f"/objectives/{place}"
        record_refusal(path=path, method="POST", status=409, actor=cast.nsg, at=NOW)
        client.force_login(cast.administrator)
        assert "No event matches" in page(client, LIST)
        client.force_login(cast.auditor)
        assert place in page(client, LIST)


class TestAuditor:
    def test_reads_before_and_after(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        client.force_login(cast.auditor)
        detail = page(client, f"{LIST}{history[0].pk}/")
        for words in ("The venue is lost", ">4<", ">9<", "=1+1", history[0].hash, "Event 1"):
            assert words in detail

    def test_exports_what_was_found_with_no_formula_in_it(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        record(
            action="locality.changed", target=Locality(name="=HYPERLINK(1)"), actor=None, at=NOW
        )
        client.force_login(cast.auditor)
        rows = list(
            csv.DictReader(exported(client, "export.csv").removeprefix("\ufeff").splitlines())
        )
        assert [row["Number"] for row in rows] == ["", "4", "3", "2", "1"]
        assert rows[0]["Thing"] == "'=HYPERLINK(1)"
        assert json.loads(rows[-1]["After"]) == {"score": 9, "cause": "=1+1"}
        assert rows[-1]["Email"] == cast.coordinator.email

        narrowed = exported(client, "export.csv?what=renamed").splitlines()
        assert len(narrowed) == 2

    def test_takes_the_chain_and_its_verifier_outside(
        self, client: Client, cast: Cast, history: list[AuditEvent], tmp_path: Path
    ) -> None:
        client.force_login(cast.auditor)
        (tmp_path / "history.jsonl").write_bytes(exported(client, "chain.jsonl").encode())
        (tmp_path / "verifier.py").write_text(client.get("/history/verifier.py").content.decode())

        with (tmp_path / "history.jsonl").open() as file:
            assert verify(read(file)) == chain_head()
        checked = run_verifier(
            tmp_path / "history.jsonl", str(chain_head()), program=tmp_path / "verifier.py"
        )
        assert (checked.returncode, str(chain_head()) in checked.stdout) == (0, True)

    def test_checks_the_chain_at_a_press(
        self, client: Client, cast: Cast, history: list[AuditEvent]
    ) -> None:
        client.force_login(cast.auditor)
        assert chain_head().hash in page(client, CHECK)
        assert "All 4 events are as they were sealed" in client.post(CHECK).content.decode()
        write("UPDATE audit_auditevent SET action = 'x' WHERE sequence = 3")
        answer = client.post(CHECK).content.decode()
        assert ("not what it was" in answer, "Event 3 does not match" in answer) == (True, True)


def exported(client: Client, name: str) -> str:
    response = client.get(f"{LIST}{name}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response).decode()
