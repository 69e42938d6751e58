"""The release before goes on working while its successor's migrations are already applied."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from pytest_django import Settings

from csplan.operations.management.commands import check_migrations
from csplan.operations.survival import faults


def migration(*operations: Operation, **attributes: Any) -> migrations.Migration:
    made = type("Migration", (migrations.Migration,), {"operations": operations, **attributes})
    return made("0002_change", "programme")


def words(**more: Any) -> "models.CharField[str, str]":
    return models.CharField(max_length=10, **more)


MADE = ops.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))])


class TestFaults:
    @pytest.mark.parametrize(
        ("operation", "fault"),
        [
            (ops.RemoveField("risk", "title"), "removes risk.title"),
            (ops.RenameField("risk", "title", "name"), "renames risk.title"),
            (ops.DeleteModel("Risk"), "removes Risk"),
            (ops.RenameModel("Risk", "Threat"), "renames Risk"),
            (ops.AlterModelTable("risk", "threat"), "renames the table of risk"),
            (ops.AddField("risk", "kind", words()), "adds risk.kind"),
            (ops.AddField("risk", "kind", words(default="")), "adds risk.kind"),
            (ops.RunSQL("DROP TABLE risk"), "runs SQL"),
            (
                ops.SeparateDatabaseAndState(
                    database_operations=[ops.RemoveField("risk", "title")]
                ),
                "removes risk.title",
            ),
        ],
    )
    def test_are_found(self, operation: Operation, fault: str) -> None:
        (found,) = faults([migration(operation)])

        assert found.startswith(f"programme.0002_change: {fault}")

    @pytest.mark.parametrize(
        "operations",
        [
            [ops.AddField("risk", "kind", words(null=True))],
            [ops.AddField("risk", "kind", words(db_default=""))],
            [ops.AlterField("risk", "title", words())],
            [ops.RunPython(ops.RunPython.noop)],
            [MADE, ops.AddField("note", "title", words()), ops.RemoveField("note", "title")],
            [ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("risk", "title")])],
        ],
    )
    def test_are_none_where_old_code_does_not_mind(self, operations: list[Any]) -> None:
        assert faults([migration(*operations)]) == []

    def test_are_answered_for_by_a_reason(self) -> None:
        reason = "Release 0.2 stopped using the column"

        assert (
            faults([migration(ops.RemoveField("risk", "title"), old_code_survives=reason)]) == []
        )


@pytest.fixture(autouse=True)
def with_migrations(settings: Settings) -> None:
    """Also where the tables of the tests are made from the models."""
    settings.MIGRATION_MODULES = {}


class TestCheckMigrations:
    def test_is_content_with_this_release(self) -> None:
        out = StringIO()
        call_command("check_migrations", stdout=out)

        assert "The release before survives" in out.getvalue()

    def test_looks_at_what_came_since_the_release(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
    ) -> None:
        monkeypatch.setattr(check_migrations, "RELEASED", tmp_path / "released.txt")
        call_command("check_migrations", "--release")
        released = (tmp_path / "released.txt").read_text().splitlines()
        released.remove("programme.0008_confirmed_unchanged")
        (tmp_path / "released.txt").write_text("\n".join(released))

        assert "auth.0001_initial" not in released
        with pytest.raises(CommandError, match=r"adds milestoneupdate\.is_confirmed_unchanged"):
            call_command("check_migrations")
