"""The table in docs/asvs.csv is whole, and names tests that there are.

Beside it, what the table says of the code as a whole: what no part of the program does.
"""

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = ROOT / "docs" / "asvs.csv"
REQUIREMENTS: Final = Path(__file__).with_name("asvs_5_0_0.txt")
"""Number and level of each requirement of OWASP ASVS 5.0.0 at level 1 or 2."""
COLUMNS: Final = ["requirement", "level", "about", "standing", "reason", "tests"]
STANDINGS: Final = frozenset({"met", "deployer", "not applicable", "not met"})
APPS: Final = ("csplan", "localities", "objectives", "programme", "reporting")

Row = dict[str, str]


def rows() -> list[Row]:
    with TABLE.open(newline="") as lines:
        return list(csv.DictReader(lines))


class TestTable:
    def test_has_each_requirement_of_level_1_and_2_once(self) -> None:
        asked = [line.split() for line in REQUIREMENTS.read_text().splitlines()]

        assert len(asked) == 253
        assert list(rows()[0]) == COLUMNS
        assert [[row["requirement"], row["level"]] for row in rows()] == asked

    def test_says_of_each_how_it_stands_and_why(self) -> None:
        silent = [
            row["requirement"]
            for row in rows()
            if row["standing"] not in STANDINGS or not row["about"] or not row["reason"]
        ]

        assert silent == []

    def test_names_tests_that_there_are_for_whatever_is_met(self) -> None:
        unshown = [
            row["requirement"] for row in rows() if row["standing"] == "met" and not row["tests"]
        ]
        missing = {name for row in rows() for name in row["tests"].split() if not is_there(name)}

        assert unshown == []
        assert missing == set()

    def test_is_counted_as_its_introduction_says(self) -> None:
        counted = Counter(row["standing"] for row in rows())
        words = (ROOT / "docs" / "asvs.md").read_text()
        told = dict(
            re.findall(r"^\| (met|deployer|not applicable|not met) \| (\d+) \|", words, re.M)
        )

        assert told == {standing: str(count) for standing, count in counted.items()}
        unmet = [row["requirement"] for row in rows() if row["standing"] == "not met"]
        assert re.findall(r"^- \*\*([\d.]+)\*\*", words, re.M) == unmet


def is_there(test: str) -> bool:
    """Whether the file has the class and function that follow it, if any do."""
    file, *inside = test.split("::")
    return all(name in names_in(ROOT / file) for name in inside) and (ROOT / file).is_file()


@cache
def names_in(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    named = (ast.ClassDef, ast.FunctionDef)
    return frozenset(
        one.name for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, named)
    )


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """The program that runs in production: each file's path and syntax."""
    return tuple(_sources())


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(("csplan/launch/", "csplan/demonstration/benchmark/")):
                yield name, ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Import):
            yield from (each.name for each in one.names)
        elif isinstance(one, ast.ImportFrom) and one.module:
            yield one.module
            yield from (f"{one.module}.{each.name}" for each in one.names)


def called(tree: ast.Module) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Call):
            yield ast.unparse(one.func)


def users_of(*modules: str) -> set[str]:
    """The files that import one of the modules."""
    return {name for name, tree in sources() if not set(modules).isdisjoint(imported(tree))}


def callers_of(*functions: str) -> set[str]:
    return {name for name, tree in sources() if not set(functions).isdisjoint(called(tree))}


class TestProgram:
    def test_runs_nothing_that_it_is_given(self) -> None:
        assert (
            callers_of("eval", "exec", "compile", "__import__", "os.system", "os.popen") == set()
        )
        assert users_of("pickle", "marshal", "shelve", "yaml", "dill", "jsonpickle") == set()
        # Each gives a program a list of words, and no shell reads them.
        assert users_of("subprocess") == {
            "csplan/core/printing/process.py",
            "csplan/operations/databases.py",
        }
        keywords = [
            ast.unparse(one)
            for _, tree in sources()
            for one in ast.walk(tree)
            if isinstance(one, ast.keyword) and one.arg == "shell"
        ]
        assert keywords == []

    def test_writes_no_query_and_no_template_from_what_it_is_given(self) -> None:
        assert users_of("django.db.models.expressions.RawSQL", "django.template.Template") == set()
        raw = {
            name
            for name, tree in sources()
            for function in called(tree)
            if function.endswith((".raw", ".extra", "engine.from_string"))
        }
        assert raw == set()

    def test_draws_nothing_guessable_and_uses_no_broken_hash(self) -> None:
        assert users_of("random", "hashlib.md5", "hashlib.sha1", "Crypto") == set()
        assert callers_of("hashlib.md5", "hashlib.sha1", "random.random") == set()

    def test_asks_only_the_machines_that_its_settings_name(self) -> None:
        # GOV.UK Notify's client and the provider of the settings fail as this library says.
        assert users_of("requests") == {
            "csplan/notices/notify.py", "csplan/people/views/department.py"
        }  # fmt: skip
        assert callers_of("requests.get", "requests.post", "requests.request") == set()
        assert users_of("httpx", "urllib.request", "urllib3", "http.client", "ftplib") == set()
        assert users_of("socket") == {"csplan/core/health.py"}

    def test_reads_xml_by_parsers_that_refuse_entities(self) -> None:
        parsers = ("xml.etree", "xml.etree.ElementTree", "xml.dom", "xml.sax.make_parser", "lxml")
        assert users_of(*parsers) == set()
        assert users_of("defusedxml.expatreader") == {
            "csplan/core/tabular/excel.py", "csplan/core/tabular/spreadsheet.py"
        }  # fmt: skip


class TestPages:
    @pytest.mark.parametrize("pattern", [r"\|\s*safe\b", r"autoescape off", r"safeseq"])
    def test_escape_whatever_they_show(self, pattern: str) -> None:
        found = [
            path.relative_to(ROOT).as_posix()
            for path in sorted((ROOT / "templates").rglob("*.html"))
            if re.search(pattern, path.read_text())
        ]
        assert found == []

    def test_scripts_write_text_and_keep_nothing_of_it(self) -> None:
        scripts = sorted((ROOT / "static" / "js").glob("*.*js"))
        words = "".join(path.read_text() for path in scripts)

        assert scripts
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", words)
        assert not re.search(r"\beval\(|new Function|postMessage|sessionStorage|indexedDB", words)
        # The moment at which this browser last heard from csplan, and nothing else.
        assert set(re.findall(r"localStorage\.\w+\(([^,)]+)", words)) == {"LAST"}
