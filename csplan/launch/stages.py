"""The steps of a test run: announced, timed, and remembered for the closing line."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from csplan.launch.checkout import environment, say
from csplan.launch.errors import CommandError
from csplan.launch.processes import Words, end_group_of_finished, finish, show, spawn

# What pytest answers when the arguments chose no test.
NOTHING_CHOSEN = 5


@dataclass(frozen=True)
class Counts:
    """How many tests a run of pytest passed, failed and skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )


@dataclass
class Tally:
    """What has happened in the run so far."""

    counts: Counts = field(default_factory=Counts)
    failures: list[str] = field(default_factory=list)
    checks_failed: int = 0

    def check(self, name: str, command: Words, **variables: str) -> None:
        """Run a check in silence, and show what it printed only when it fails."""
        began = time.monotonic()
        try:
            finish(name, command, env=environment(**variables))
        except CommandError as error:
            self._tell_failure(name, error.output, began)
            return
        say(f"{name}: passed in {time.monotonic() - began:.1f} s")

    @contextmanager
    def checking(self, name: str, command: Words, **variables: str) -> Iterator[None]:
        """Run a check beside those of the ``with`` block, and tell how it ended after them."""
        began = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = spawn(command, output, env=environment(**variables))
            try:
                yield
                process.wait()
            finally:
                end_group_of_finished(process)
            output.seek(0)
            if process.returncode:
                self._tell_failure(name, output.read().decode(errors="replace"), began)
                return
        say(f"{name}: passed in {time.monotonic() - began:.1f} s")

    def _tell_failure(self, name: str, output: str, began: float) -> None:
        self.checks_failed += 1
        self.failures.append(name)
        say(f"{output.rstrip()}\n{name}: failed in {time.monotonic() - began:.1f} s")

    def tests(self, name: str, command: Words, report: Path, **variables: str) -> None:
        """Run pytest, which prints for itself, and count what it reports."""
        say(f"\nTests on {name}")
        began = time.monotonic()
        report.unlink(missing_ok=True)
        code = show([*command, f"--junitxml={report}"], env=environment(**variables))
        counted = read_report(report)
        # A run that broke off, or whose report is missing, must not look like one that passed.
        if code not in (0, NOTHING_CHOSEN) and not counted.failed:
            counted += Counts(failed=1)
        if counted.failed:
            self.failures.append(f"tests on {name}")
        self.counts += counted
        say(f"Tests on {name}: {time.monotonic() - began:.1f} s")

    def require_some_test(self) -> None:
        """Count it as a failure when no test ran at all."""
        if not self.counts.passed + self.counts.failed + self.counts.skipped:
            self.counts += Counts(failed=1)
            self.failures.append("no test was chosen")

    def closing_line(self) -> str:
        """Return the totals of every run, a failed check counting as one failure."""
        failed = self.counts.failed + self.checks_failed
        skipped = f", {self.counts.skipped} skipped" if self.counts.skipped else ""
        return f"{self.counts.passed} passed, {failed} failed{skipped}"


def read_report(report: Path) -> Counts:
    """Return the counts in pytest's report, or none when it wrote no report."""
    if not report.exists():
        return Counts()
    # The file is one that pytest wrote a moment ago.
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314
    return sum((count(suite) for suite in suites), Counts())


def count(suite: ElementTree.Element) -> Counts:
    """Return the counts of one suite."""
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return Counts(passed=total - failed - skipped, failed=failed, skipped=skipped)
