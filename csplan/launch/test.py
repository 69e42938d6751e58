"""`./test`: every check and every test, with the services they need.

Without arguments: the checks; every test of a database on PostgreSQL, Redis and Chromium; on
SQLite those that a database can make a difference to (CONTRIBUTING.md says which), and those that
need none; and the floor under what these last cover, for watching what is covered makes a run
half as long again. Arguments go on to pytest in both runs, one process each, without the checks
and the floor: they choose a part, and a part covers little.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from csplan.launch import assets, needs, packages
from csplan.launch.checkout import PYTHON, ROOT, VENV, manage, say
from csplan.launch.main import alone_in_the_checkout, launch
from csplan.launch.processes import Words
from csplan.launch.services import running_services
from csplan.launch.stages import Tally

PROGRAMS = VENV / "bin"
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "csplan.settings.test"}
# Of the caller's own csplan, not of the one under test.
NOT_FOR_TESTS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL")


def main(words: Sequence[str]) -> int:
    """Run what the arguments ask for and return 0 when all of it passed."""
    forget_the_callers_settings()
    set_up()
    tally = Tally()
    if not words:
        check(tally)
    with tempfile.TemporaryDirectory(prefix="csplan-test-") as folder:
        run_tests(tally, words, Path(folder))
    tally.require_some_test()
    if tally.failures:
        say(f"\nFailed: {', '.join(tally.failures)}")
    say(f"\n{tally.closing_line()}")
    return 1 if tally.failures else 0


def forget_the_callers_settings() -> None:
    """Keep the tests off a database that the caller's shell happens to name."""
    for name in NOT_FOR_TESTS:
        os.environ.pop(name, None)


def set_up() -> None:
    """Bring everything that testing needs up to date with the checkout."""
    with alone_in_the_checkout():
        needs.provide(needs.TO_TEST)
        packages.prepare("dev.txt")
        packages.try_renderer()
        assets.prepare()


def check(tally: Tally) -> None:
    """Run every check that looks at the code rather than running it."""
    say("Checks")
    # It takes one core for as long as all others together.
    with tally.checking("mypy", [PYTHON, "-m", "mypy", "."]):
        check_the_rest(tally)


def check_the_rest(tally: Tally) -> None:
    """Run the checks that are soon done."""
    tally.check("ruff check", [PROGRAMS / "ruff", "check", "."])
    tally.check("ruff format", [PROGRAMS / "ruff", "format", "--check", "."])
    tally.check("djade", [PROGRAMS / "djade", "--target-version", "5.2", "--check", *templates()])
    tally.check("lint-imports", [PYTHON, "-c", LINT_IMPORTS])
    tally.check("migrations", manage("makemigrations", "--check", "--dry-run"), **TEST_SETTINGS)
    tally.check("migrations old code survives", manage("check_migrations"), **TEST_SETTINGS)
    tally.check("migrating SQLite", manage("migrate", "--verbosity", "0"), **TEST_SETTINGS)
    deploy = manage("check", "--deploy", "--fail-level", "WARNING")
    tally.check("deployment check", deploy, **production())


# The installed program names the Python of the folder it was installed in.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"


def templates() -> list[Path]:
    """Return every template of csplan's own."""
    return sorted((ROOT / "templates").rglob("*.html"))


def production() -> dict[str, str]:
    """Return production settings that are valid and lead nowhere."""
    return {
        "DJANGO_SETTINGS_MODULE": "csplan.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "csplan.example",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp+tls://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "csplan@csplan.example",
    }


def run_tests(tally: Tally, words: Sequence[str], folder: Path) -> None:
    """Run the tests on each kind of database; look at what the second run covered.

    PostgreSQL's tables are made by the migrations. SQLite's are made from the models, which is
    quicker; that the migrations run there too is one of the checks.
    """
    once = ["-m", "not no_database"]
    with running_services() as addresses:
        chosen = [] if words else dealt_out_to(3)
        pytest(tally, "PostgreSQL", words, folder, [*once, *chosen], **addresses, **browser())
    again = ["-m", "not services and not browser and not any_database", "--no-migrations"]
    chosen = [] if words else [*dealt_out_to(2), *COVERAGE]
    pytest(tally, "SQLite", words, folder, [*again, *chosen])
    if not words:
        check_coverage(tally, folder)


# The floor is looked at afterwards, by the run as a whole.
COVERAGE = ["--cov", "--cov-report=", "--cov-fail-under=0"]


def dealt_out_to(processes: int) -> list[str]:
    """Return how pytest is to share the tests out: to one for each of the two cores.

    And to one that mostly waits, where there are browsers and processes to wait for. The tests'
    own order puts the longest first: see tests/conftest.py and tests/scheduling.py.
    """
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]


def pytest(
    tally: Tally,
    name: str,
    words: Sequence[str],
    folder: Path,
    chosen: Sequence[str],
    **variables: str,
) -> None:
    """Run the tests once: those ``chosen``, as far as the arguments ask for them."""
    # What the tests write goes where it is removed even after an interruption.
    data = {"COVERAGE_FILE": str(folder / "coverage"), "CSPLAN_VAR": str(folder)}
    # Unless it keeps what it compiled, each of many processes compiles every test again.
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    command: Words = [PYTHON, "-m", "pytest", *chosen, *words]
    tally.tests(name, command, folder / f"{name}.xml", **data, **kept, **variables)


def browser() -> dict[str, str]:
    """Return what the browser tests need to know."""
    return {"CSPLAN_CHROMIUM": needs.browser() or "", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}


def check_coverage(tally: Tally, folder: Path) -> None:
    """Hold what was covered to the floor in pyproject.toml."""
    say("")
    data = {"COVERAGE_FILE": str(folder / "coverage")}
    tally.check("coverage floor", [PYTHON, "-m", "coverage", "report"], **data)


if __name__ == "__main__":
    sys.exit(launch(main, sys.argv[1:]))
