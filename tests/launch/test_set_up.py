"""Set-up does what is left to do, once, and in an environment of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.launch import assets, packages, run, stamps
from csplan.launch.errors import CommandError
from csplan.launch.processes import Words


class Commands:
    """Stands in for running programs: remembers them, and fails those it is told to."""

    def __init__(self) -> None:
        self.run: list[str] = []
        self.failing: tuple[str, ...] = ()
        self.node = "v22.1.0"

    def __call__(self, purpose: str, command: Words, **options: object) -> str:
        line = " ".join(str(word) for word in command)
        self.run.append(line)
        if any(word in line for word in self.failing):
            raise CommandError(purpose, 1)
        return self.node if line == "node --version" else ""

    def ran(self, words: str) -> int:
        return sum(words in line for line in self.run)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    for module in (assets, packages, run):
        monkeypatch.setattr(module, "finish", commands)
    return commands


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of nothing but the files that set-up reads, in a folder with a space."""
    root = tmp_path / "check out"
    venv = root / ".venv"
    for file in ("package.json", "package-lock.json", "static/scss/csplan.scss"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("{}")
    (root / "requirements").mkdir()
    for lock in ("base.txt", "node.txt"):
        (root / "requirements" / lock).write_text("django==5.2 --hash=sha256:00\n")
    (venv / "lib/python3.11/site-packages").mkdir(parents=True)
    for module in (assets, packages, run):
        monkeypatch.setattr(module, "ROOT", root)
    for module in (assets, packages):
        monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(packages, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(assets, "BUILT", root / "static" / "dist")
    monkeypatch.setattr(assets, "OWN_NODE", venv / "csplan-node")
    keep_stamps_in(venv / "csplan-stamps", monkeypatch)
    return root


def keep_stamps_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csplan.launch.checkout.STAMPS", folder)
    functions: list[Callable[..., object]] = [stamps.is_stamped, stamps.stamp, stamps.unstamp]
    for function in functions:
        monkeypatch.setattr(function, "__defaults__", (folder,))


def python(checkout: Path) -> None:
    """Put a file where the environment's Python belongs."""
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()


class TestPackages:
    def test_are_installed_with_their_hashes_and_only_once(
        self, checkout: Path, commands: Commands
    ) -> None:
        for _ in range(2):
            packages.install(checkout / "requirements" / "base.txt")

        assert commands.ran("--require-hashes") == len(commands.run) == 1

    def test_are_installed_again_when_the_lock_file_changes(
        self, checkout: Path, commands: Commands
    ) -> None:
        lock = checkout / "requirements" / "base.txt"
        packages.install(lock)
        lock.write_text("django==5.2.1 --hash=sha256:01\n")
        packages.install(lock)

        assert commands.ran("--require-hashes") == 2

    def test_are_not_taken_as_installed_when_that_failed(
        self, checkout: Path, commands: Commands
    ) -> None:
        lock = checkout / "requirements" / "base.txt"
        commands.failing = ("--require-hashes",)
        for _ in range(2):
            with pytest.raises(CommandError):
                packages.install(lock)

        assert commands.ran("--require-hashes") == 2


class TestEnvironment:
    def test_is_made_where_there_is_none(self, checkout: Path, commands: Commands) -> None:
        packages.prepare("base.txt")

        assert commands.ran("-m venv") == 1

    def test_is_kept_while_its_python_executes(self, checkout: Path, commands: Commands) -> None:
        packages.make()
        python(checkout)
        packages.prepare("base.txt")

        assert commands.ran("-m venv") == 1

    def test_is_made_afresh_when_its_python_does_not_execute(
        self, checkout: Path, commands: Commands
    ) -> None:
        python(checkout)
        commands.failing = ("find_spec",)

        assert not packages.is_sound()

    def test_is_made_afresh_in_a_folder_that_was_moved(
        self, checkout: Path, commands: Commands
    ) -> None:
        python(checkout)
        stamps.stamp("home", "/somewhere/else/.venv")

        assert not packages.is_sound()


class TestAssets:
    @pytest.fixture(autouse=True)
    def built(self, checkout: Path) -> Path:
        built = checkout / "static" / "dist"
        built.mkdir()
        (built / "csplan.css").touch()
        return built

    def test_are_built_only_once(self, commands: Commands) -> None:
        for _ in range(2):
            assets.prepare()

        assert commands.ran("ci --include=dev") == 1
        assert commands.ran("run build") == 1

    def test_are_built_again_when_a_source_changes(
        self, checkout: Path, commands: Commands
    ) -> None:
        assets.prepare()
        (checkout / "static" / "scss" / "_new.scss").touch()
        assets.prepare()

        assert commands.ran("run build") == 2

    def test_are_built_again_when_they_are_gone(self, built: Path, commands: Commands) -> None:
        assets.prepare()
        (built / "csplan.css").unlink()
        assets.prepare()

        assert commands.ran("run build") == 2

    @pytest.mark.parametrize("version", ["v16.20.2", "not found"])
    def test_are_built_with_a_node_of_csplans_own_where_the_machines_is_too_old(
        self, version: str, checkout: Path, commands: Commands
    ) -> None:
        commands.node = version

        env = assets.node_environment()

        assert commands.ran("requirements/node.txt") == 1
        assert env["PATH"].split(":")[0] == str(checkout / ".venv" / "csplan-node")
        program = checkout / ".venv" / "csplan-node" / "node"
        assert "'" in program.read_text(), "the space in the path needs quoting"


class TestDatabase:
    @pytest.fixture(autouse=True)
    def database(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        var = checkout / "var"
        var.mkdir()
        monkeypatch.setattr(run, "VAR", var)
        monkeypatch.setattr(run, "DATABASE", var / "csplan.sqlite3")
        monkeypatch.setattr(run, "manage", lambda *words: ["manage.py", *words])
        run.DATABASE.touch()
        return run.DATABASE

    def test_is_prepared_only_once(self, commands: Commands) -> None:
        for _ in range(2):
            run.prepare_database()

        assert commands.ran("migrate") == commands.ran("load_demonstration") == 1

    def test_is_prepared_again_when_the_program_changes(
        self, checkout: Path, commands: Commands
    ) -> None:
        run.prepare_database()
        (checkout / "programme").mkdir()
        (checkout / "programme" / "models.py").touch()
        run.prepare_database()

        assert commands.ran("migrate") == 2

    def test_is_prepared_again_when_it_was_replaced(
        self, database: Path, commands: Commands
    ) -> None:
        run.prepare_database()
        other = database.with_name("restored")
        other.touch()
        other.replace(database)
        run.prepare_database()

        assert commands.ran("migrate") == 2

    def test_is_not_taken_as_prepared_when_that_failed(self, commands: Commands) -> None:
        commands.failing = ("load_demonstration",)
        for _ in range(2):
            with pytest.raises(CommandError):
                run.prepare_database()

        assert commands.ran("migrate") == 2

    def test_shows_its_packs_built_only_once(self, commands: Commands) -> None:
        for _ in range(2):
            run.publish_packs()

        assert commands.ran("publish_demonstration_packs") == 1

    def test_is_shown_although_its_packs_were_not_built(
        self, commands: Commands, capsys: pytest.CaptureFixture[str]
    ) -> None:
        commands.failing = ("publish_demonstration_packs",)
        for _ in range(2):
            run.publish_packs()

        assert commands.ran("publish_demonstration_packs") == 2
        assert "packs are not published" in capsys.readouterr().err
