"""The command that makes csplan read-only says so in the history."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from csplan.audit.models import AuditEvent
from csplan.core import read_only

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("read_only", *words, stdout=out)
    return out.getvalue().strip()


class TestReadOnly:
    def test_is_turned_on_and_off_with_an_event_each(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        settings.CSPLAN_STATE = tmp_path
        before, on = said("status"), said("on", "--reason", "Back  by\n5pm")
        during = read_only.reason()
        off = said("off")
        said("off")

        assert (before, on, off) == (
            "csplan takes things in",
            "Read-only: Back by 5pm",
            "csplan takes things in",
        )
        assert during == "Back by 5pm"
        events = AuditEvent.objects.order_by("pk").values_list("action", "after")
        assert list(events) == [("read_only.on", {"reason": "Back by 5pm"}), ("read_only.off", {})]

    @pytest.mark.parametrize(
        ("words", "refusal"),
        [(["on"], "--reason"), (["on", "--reason", "Back by 5pm"], "CSPLAN_STATE")],
    )
    def test_needs_a_reason_and_a_folder(
        self, words: list[str], refusal: str, settings: Settings
    ) -> None:
        settings.CSPLAN_STATE = None

        with pytest.raises(CommandError, match=refusal):
            call_command("read_only", *words)
        assert not AuditEvent.objects.exists()
