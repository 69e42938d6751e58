"""Where the demonstration's password comes from."""

import stat
from pathlib import Path

import pytest

from csplan.demonstration.password import FILE_NAME, VARIABLE, demonstration_password


class TestPassword:
    def test_is_random_and_kept_for_its_owner_alone(self, demonstration_settings: Path) -> None:
        password = demonstration_password()
        kept = demonstration_settings / FILE_NAME
        assert kept.read_text() == password
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert len(password) == 19
        assert [path.name for path in demonstration_settings.iterdir()] == [FILE_NAME]

    def test_stays_the_same_once_made(self, demonstration_settings: Path) -> None:
        assert demonstration_password() == demonstration_password()

    def test_differs_between_installations(self, demonstration_settings: Path) -> None:
        first = demonstration_password()
        (demonstration_settings / FILE_NAME).unlink()
        assert demonstration_password() != first

    def test_is_the_environments_when_that_gives_one(
        self, demonstration_settings: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(VARIABLE, "given from outside")
        assert demonstration_password() == "given from outside"
        assert not (demonstration_settings / FILE_NAME).exists()
