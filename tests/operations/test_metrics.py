"""Figures for machines: who may read them, and what they count."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from csplan.accounts.middleware import SIGNED_IN_AT
from csplan.accounts.models import RoleGrant
from csplan.core import read_only
from csplan.notices.choices import NoticeKind
from csplan.notices.models import Notice
from csplan.operations.choices import RunKind
from csplan.operations.models import Run
from csplan.operations.selectors import operations_text
from csplan.settings.sign_in import ROLES_WITH_SECOND_FACTOR
from tests.conftest import NOW
from tests.factories import RoleGrantFactory

pytestmark = pytest.mark.django_db

TOKEN = "a-token-that-only-the-watching-machine-knows"
SHOWN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def waiting() -> Notice:
    holder: RoleGrant = RoleGrantFactory.create(role="head")
    return Notice.objects.create(
        recipient=holder.user,
        grant=holder,
        kind=NoticeKind.SENT_BACK,
        key="one",
        subject="Zebra crossing",
        content={},
        made_at=NOW - dt.timedelta(minutes=5),
    )


class TestToken:
    @pytest.mark.parametrize(
        ("expected", "headers", "status"),
        [
            (TOKEN, SHOWN, 200),
            (TOKEN, {"authorization": TOKEN}, 302),
            (TOKEN, {"authorization": "Bearer another"}, 302),
            (TOKEN, {}, 302),
            ("", {"authorization": "Bearer "}, 302),
        ],
    )
    def test_opens_the_figures_and_nothing_else_does(
        self,
        expected: str,
        headers: dict[str, str],
        status: int,
        client: Client,
        settings: Settings,
    ) -> None:
        settings.CSPLAN_METRICS_TOKEN = expected
        response = client.get("/metrics", headers=headers)

        assert response.status_code == status
        assert client.get("/", headers=headers).status_code == 302


class TestPeople:
    """Whoever reads the figures signed in is asked what every other page asks of them."""

    @pytest.fixture(params=["administrator", "auditor"])
    def reader(self, request: pytest.FixtureRequest, client: Client) -> Client:
        holder: RoleGrant = RoleGrantFactory.create(role=request.param)
        client.force_login(holder.user)
        return client

    def test_read_them(self, reader: Client) -> None:
        assert reader.get("/metrics").status_code == 200

    def test_give_their_second_factor_first(self, client: Client, settings: Settings) -> None:
        settings.CSPLAN_SECOND_FACTOR_ROLES = ROLES_WITH_SECOND_FACTOR
        client.force_login(RoleGrantFactory.create(role="administrator").user)
        response = client.get("/metrics")

        assert response.status_code == 302
        assert response["Location"].startswith("/account/second-factor/app/")

    def test_sign_in_again_after_the_longest_session(self, reader: Client) -> None:
        session = reader.session
        session[SIGNED_IN_AT] = 0
        session.save()
        response = reader.get("/metrics")

        assert response.status_code == 302
        assert SESSION_KEY not in reader.session


class TestFigures:
    def test_count_requests_by_page_and_status_and_never_by_address(
        self, client: Client, settings: Settings
    ) -> None:
        settings.CSPLAN_METRICS_TOKEN = TOKEN
        client.get("/objectives/zebra-crossing/")
        client.get("/zebra-crossing/")
        client.generic("ZEBRA", "/privacy/")
        response = client.get("/metrics", headers=SHOWN)

        text = response.content.decode()
        assert response["Content-Type"].startswith("text/plain")
        assert response["Cache-Control"].startswith("max-age=0")
        for labels in (
            'method="GET",status="404",view="none"',
            'method="GET",status="404",view="objectives:set-detail"',
            'method="other",status="405",view="privacy"',
        ):
            assert f'csplan_request_seconds_bucket{{le="0.5",{labels}}}' in text
        assert "zebra" not in text.lower()

    def test_tell_what_waits_since_when_and_what_was_run(
        self,
        waiting: Notice,
        settings: Settings,
        tmp_path: Path,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        settings.CSPLAN_STATE = tmp_path
        read_only.turn_on("Moving house")
        Run.objects.create(kind=RunKind.BACKUP, at=NOW, outcome={})
        with django_assert_num_queries(10):
            lines = operations_text(at=NOW).splitlines()

        for line in (
            "# TYPE csplan_jobs gauge",
            'csplan_jobs{kind="emails",state="waiting"} 1',
            'csplan_jobs{kind="emails",state="failed"} 0',
            'csplan_jobs{kind="packs",state="published"} 0',
            'csplan_jobs{kind="reminders",state="waiting"} 0',
            'csplan_jobs{kind="feedback",state="waiting"} 0',
            'csplan_jobs{kind="feedback",state="failed"} 0',
            'csplan_oldest_waiting_seconds{kind="emails"} 300',
            'csplan_oldest_waiting_seconds{kind="packs"} 0',
            "csplan_read_only 1",
        ):
            assert line in lines
        (backup,) = (line for line in lines if 'kind="backup"' in line)
        assert backup.endswith(f" {NOW.timestamp():.0f}")
        assert "Zebra" not in "\n".join(lines)

    def test_add_up_what_several_processes_counted(self, tmp_path: Path) -> None:
        count = (
            "from csplan.operations.figures import count_request, exposition;"
            "count_request(view='home', method='GET', status=200, seconds=0.3);"
            "print(exposition().decode())"
        )
        env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-c", count], env=env, capture_output=True, text=True, check=True
            )

        labels = 'method="GET",status="200",view="home"'
        assert f"csplan_request_seconds_count{{{labels}}} 2.0" in done.stdout
