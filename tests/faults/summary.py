"""The table at the end of a run: each promise, the figure that was found, and whether it held."""

import pytest
from _pytest.terminal import TerminalReporter

WORDS = {"passed": "pass", "failed": "FAIL", "error": "FAIL", "skipped": "not run"}


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the table, where tests that make a promise were run."""
    rows = [
        (told["promise"], str(told.get("figure", reason(report))), verdict)
        for outcome, verdict in WORDS.items()
        for report in terminalreporter.stats.get(outcome, [])
        if "promise" in (told := dict(getattr(report, "user_properties", ())))
        and (report.when == "call" or outcome != "passed")
    ]
    if rows:
        terminalreporter.section("promises under faults")
    for promise, figure, verdict in sorted(rows):
        terminalreporter.write_line(f"{verdict:8}{promise}\n{'':8}  {figure}")


def reason(report: pytest.TestReport) -> str:
    """Why a test was left out."""
    told = report.longrepr
    return told[2] if isinstance(told, tuple) else ""
