"""The bill of materials names everything that is locked, with its hashes, as its schema asks."""

import json
import re
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.conf import settings
from django.core.management import call_command


class TestSbom:
    def test_names_every_locked_package_with_hashes(self, tmp_path: Path) -> None:
        call_command("sbom", "--output", str(tmp_path / "one.json"))
        call_command("sbom", "--output", str(tmp_path / "two.json"))
        text = (tmp_path / "one.json").read_text()
        made = json.loads(text)

        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
        locks = [settings.BASE_DIR / "requirements" / name for name in ("base.txt", "notify.txt")]
        locked = {
            f"pkg:pypi/{name.lower()}@{version}"
            for lock in locks
            for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text(), re.M)
        }
        named = {each["purl"]: each for each in made["components"]}
        assert {purl for purl in named if purl.startswith("pkg:pypi/")} == locked
        django = next(each for purl, each in named.items() if purl.startswith("pkg:pypi/django@"))
        assert django["licenses"] == [{"expression": "BSD-3-Clause"}]
        for part in named.values():
            hashes = part.get("hashes") or part["externalReferences"][0]["hashes"]
            assert all(re.fullmatch("[0-9a-f]{64,128}", each["content"]) for each in hashes)
            assert hashes
        assert any(purl.startswith("pkg:npm/govuk-frontend@") for purl in named)
        assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
