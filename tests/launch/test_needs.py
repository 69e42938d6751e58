"""What the system lacks is told all at once."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.launch import needs
from csplan.launch.errors import LaunchError

PANGO = needs.Need("Pango", "libpango-1.0-0", lambda: False)
FONT = needs.Need("a font", "fonts-dejavu-core", lambda: False)
MET = needs.Need("what is there", "already-there", lambda: True)


@pytest.fixture
def no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: {"apt-get": "/usr/bin/apt-get"}.get(name))


class TestProvide:
    def test_does_nothing_when_nothing_is_missing(self, no_rights: None) -> None:
        needs.provide([MET])

    def test_names_all_that_is_missing_in_one_line(self, no_rights: None) -> None:
        with pytest.raises(LaunchError) as stopped:
            needs.provide([PANGO, MET, FONT])

        assert str(stopped.value) == (
            "csplan needs libpango-1.0-0 and fonts-dejavu-core: "
            "sudo apt-get install -y --no-install-recommends libpango-1.0-0 fonts-dejavu-core"
        )

    def test_names_things_rather_than_packages_where_there_is_no_apt(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shutil.which", lambda name: None)

        with pytest.raises(LaunchError, match=r"^csplan needs Pango and a font; on Debian: "):
            needs.provide([PANGO, FONT])

    def test_asks_apt_again_once_it_knows_the_packages(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[list[str]] = []
        installed: list[str] = []
        need = needs.Need("Pango", "libpango-1.0-0", lambda: bool(installed))

        def apt(command: list[str]) -> bool:
            asked.append(command)
            if "install" in command and len(asked) > 1:
                installed.append("libpango-1.0-0")
            return bool(installed)

        monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get")
        monkeypatch.setattr("os.geteuid", lambda: 0)
        monkeypatch.setattr(needs, "succeeds", apt)

        needs.provide([need])

        assert ["update" in command for command in asked] == [False, True, False]

    def test_says_so_when_apt_could_not_help(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get")
        monkeypatch.setattr("os.geteuid", lambda: 0)
        monkeypatch.setattr(needs, "succeeds", lambda command: False)

        with pytest.raises(LaunchError, match=r"^csplan needs libpango-1.0-0: apt-get install"):
            needs.provide([PANGO])


class TestNeed:
    def test_finds_a_library_by_loading_it(self) -> None:
        assert needs.loads("c", 6)() or sys.platform != "linux"
        assert not needs.loads("of-no-such-name", 0)()

    def test_renderer_finds_what_the_launcher_found(self) -> None:
        assert needs.unmet(needs.TO_RUN) == []
        subprocess.run([sys.executable, "-c", "import weasyprint"], check=True, timeout=60)

    def test_browser_is_the_one_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        mine = tmp_path / "my browser"
        mine.touch(mode=0o755)
        monkeypatch.setenv("CSPLAN_CHROMIUM", str(mine))

        assert needs.browser() == str(mine)

    def test_font_is_looked_for_at_any_depth(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(needs, "FONT_FOLDERS", (tmp_path, tmp_path / "absent"))
        is_met: Callable[[], bool] = needs.has_font
        assert not is_met()

        (tmp_path / "truetype").mkdir()
        (tmp_path / "truetype" / "Sans.TTF").touch()

        assert is_met()
