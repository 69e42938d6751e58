"""An empty database gets by a shorter way the tables that an older one has."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pytest_django import Settings

from csplan.core.create_models import CreateModels

SQUASHED = ("localities", "objectives", "programme", "reporting")


@pytest.fixture(autouse=True)
def with_migrations(settings: Settings) -> None:
    """Also where the tables of the tests are made from the models."""
    settings.MIGRATION_MODULES = {}


def columns(state: ProjectState, app: str) -> dict[str, list[str]]:
    """The fields of each model of the app, in order."""
    return {
        name: list(each.fields) for (label, name), each in state.models.items() if label == app
    }


class TestSquashedMigrations:
    @pytest.mark.parametrize("app", SQUASHED)
    def test_leave_the_models_that_the_replaced_ones_left(self, app: str) -> None:
        loader = MigrationLoader(None, replace_migrations=False)
        (squashed,) = (
            each for key, each in loader.disk_migrations.items() if key[0] == app and each.replaces
        )
        before = loader.project_state(squashed.replaces[-1])
        after = MigrationLoader(None).project_state((app, squashed.name))

        assert columns(after, app) == columns(before, app)
        assert not MigrationAutodetector(before, after).changes(loader.graph).get(app)


def migration(*operations: Operation) -> Migration:
    made = type("Migration", (migrations.Migration,), {"operations": operations})
    return made("0001_initial", "core")


def model(name: str, **fields: "models.Field[Any, Any]") -> migrations.CreateModel:
    return migrations.CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), *fields.items()]
    )


def leads_to(name: str) -> "models.Field[Any, Any]":
    return models.ForeignKey(f"core.{name}", models.PROTECT, related_name="+")


def statements(one: Migration, *, backwards: bool = False) -> list[str]:
    """The SQL of the migration, without the comments that say which operation it is of."""
    with connection.schema_editor(collect_sql=True) as editor:
        turn = one.unapply if backwards else one.apply
        turn(ProjectState(), editor, collect_sql=True)
    return [each for each in editor.collected_sql if not each.startswith("--")]


@pytest.mark.django_db(transaction=True)
class TestCreateModels:
    @pytest.fixture
    def first(self) -> migrations.CreateModel:
        return model("Person")

    @pytest.fixture
    def others(self) -> list[migrations.CreateModel]:
        return [
            model("Plan", owner=leads_to("Person"), follows=leads_to("Plan")),
            model("Step", plan=leads_to("Plan"), owner=leads_to("Person")),
        ]

    @pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
    def test_does_what_one_by_one_would(
        self,
        first: migrations.CreateModel,
        others: list[migrations.CreateModel],
        backwards: bool,
    ) -> None:
        together = statements(migration(first, CreateModels(others)), backwards=backwards)

        assert together == statements(migration(first, *others), backwards=backwards)
        assert sum("TABLE" in each for each in together) >= 3
