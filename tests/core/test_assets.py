"""The style sheet and the script, once built: small, complete, and nobody else's."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "static" / "dist" / "csplan.css"
SCRIPT = ROOT / "static" / "dist" / "csplan.js"
MOST_BYTES = 30_000

built = pytest.mark.skipif(not STYLE.exists(), reason="The assets are not built")


class TestBuiltAssets:
    @built
    def test_are_small_together(self) -> None:
        sizes = [len(gzip.compress(path.read_bytes(), mtime=0)) for path in (STYLE, SCRIPT)]

        assert sum(sizes) < MOST_BYTES

    @built
    def test_use_neither_the_font_nor_the_crown_of_the_government(self) -> None:
        style = STYLE.read_text()

        assert "GDS Transport" not in style
        assert "crown" not in style
        assert "crest" not in style

    @built
    def test_point_at_no_other_file(self) -> None:
        style = STYLE.read_text()

        assert "sourceMappingURL" not in style + SCRIPT.read_text()
        assert "url(" not in style


class TestOverrides:
    def test_are_there_for_every_page_that_uses_one(self) -> None:
        kept = (ROOT / "static" / "scss" / "_overrides.scss").read_text().replace("\\", "")
        used = {
            name
            for path in (ROOT / "templates").rglob("*.html")
            for name in re.findall(r"govuk-![a-z0-9-]+", path.read_text())
        }

        assert used
        assert [name for name in sorted(used) if f".{name} {{" not in kept] == []


class TestLockFile:
    def test_names_no_host(self) -> None:
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

        assert [name for name, package in packages.items() if "resolved" in package] == []

    def test_pins_each_package_by_its_digest(self) -> None:
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

        assert all("integrity" in package for name, package in packages.items() if name)
