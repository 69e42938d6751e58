"""Trying csplan needs no setting, and keeps what it makes to itself."""

import runpy
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    monkeypatch.setenv("CSPLAN_VAR", str(tmp_path / "var"))
    return runpy.run_module("csplan.settings.embedded")


class TestSecretKey:
    def test_is_readable_by_its_owner_alone(
        self, embedded: dict[str, Any], tmp_path: Path
    ) -> None:
        mode = (tmp_path / "var" / "secret-key").stat().st_mode

        assert stat.S_IMODE(mode) == 0o600

    def test_is_made_once(self, embedded: dict[str, Any]) -> None:
        again = runpy.run_module("csplan.settings.embedded")

        assert len(again["SECRET_KEY"]) >= 50
        assert again["SECRET_KEY"] == embedded["SECRET_KEY"]

    def test_is_one_for_all_who_start_together(
        self, embedded: dict[str, Any], tmp_path: Path
    ) -> None:
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(embedded["kept_secret"], [tmp_path / "another-key"] * 8))

        assert len(keys) == 1
        assert {path.name for path in tmp_path.iterdir()} == {"var", "another-key"}


class TestEmbedded:
    def test_is_served_to_this_machine_alone(self, embedded: dict[str, Any]) -> None:
        assert embedded["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
        assert embedded["DEBUG"] is False

    def test_makes_the_folders_that_the_queue_needs(self, embedded: dict[str, Any]) -> None:
        options = embedded["CELERY_BROKER_TRANSPORT_OPTIONS"]

        for name in ("data_folder_in", "data_folder_out", "control_folder"):
            assert Path(options[name]).is_dir()
