"""The lock files say what to install and never where from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csplan.launch.checkout import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / "requirements" / name).read_text()))


def values(tree: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the tree, with the key that it stands under."""
    if isinstance(tree, str):
        yield within, tree
    for key, branch in tree.items() if isinstance(tree, dict) else ():
        yield from values(branch, "funding" if within == "funding" else key)
    for branch in tree if isinstance(tree, list) else ():
        yield from values(branch, within)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
class TestPythonLock:
    def test_names_no_host(self, lock: Path) -> None:
        assert "://" not in lock.read_text()

    def test_gives_a_hash_for_every_package(self, lock: Path) -> None:
        entries = re.split(r"\n(?=\S)", lock.read_text())
        packages = [entry for entry in entries if PINNED.match(entry)]

        assert packages
        assert all("--hash=sha256:" in entry for entry in packages)


class TestLocksTogether:
    def test_what_is_tested_is_what_runs(self) -> None:
        assert pins("base.txt").items() <= pins("dev.txt").items()


class TestFrontEndLock:
    def test_names_no_host(self) -> None:
        lock = json.loads((ROOT / "package-lock.json").read_text())
        named = [text for key, text in values(lock) if "://" in text and key != "funding"]

        assert named == []
        assert "resolved" not in {key for key, _ in values(lock)}
