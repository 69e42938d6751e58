"""The software bill of materials: what csplan is made of, from its lock files, as CycloneDX JSON.

The lock files say which version and which bytes are installed, because installing asks for their
hashes; so the bill is the same wherever it is written.
"""

import base64
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

LOCKED: Final = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
PYTHON_LOCKS: Final = ("requirements/base.txt", "requirements/notify.txt")
SCRIPTS_LOCK: Final = "package-lock.json"
OPTIONAL: Final = "requirements/notify.txt"

Component = dict[str, Any]


def bill(root: Path) -> dict[str, Any]:
    """The bill of the checkout at ``root``, ready to be written as JSON; always the same."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    parts = {each["purl"]: each for each in _components(root)}
    components = [parts[purl] for purl in sorted(parts)]
    held = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, held)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
            }
        },
        "components": components,
        "dependencies": [{"ref": project["name"], "dependsOn": sorted(parts)}],
    }


def _components(root: Path) -> Iterator[Component]:
    for lock in PYTHON_LOCKS:
        yield from _python(root / lock, scope="optional" if lock == OPTIONAL else "required")
    yield from _scripts(root / SCRIPTS_LOCK)


def _python(lock: Path, *, scope: str) -> Iterator[Component]:
    """One for each package that the lock pins, with the hashes of the files it may come as."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text()):
        if found := LOCKED.match(block):
            name, version = found["name"].lower(), found["version"]
            yield {
                **_named("pypi", name, version),
                "scope": scope,
                **_licence(_installed_licence(name)),
                "externalReferences": [
                    {
                        "type": "distribution",
                        "url": f"pkg:pypi/{name}@{version}",
                        "hashes": [
                            {"alg": "SHA-256", "content": digest} for digest in HASH.findall(block)
                        ],
                    }
                ],
            }


def _scripts(lock: Path) -> Iterator[Component]:
    """What the style sheet and the scripts are built with and from."""
    for place, package in json.loads(lock.read_text())["packages"].items():
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        yield {
            **_named("npm", name, package["version"]),
            # Only what is built from it is served.
            "scope": "excluded" if package.get("dev") else "required",
            **_licence(package.get("license", "")),
            "hashes": [_integrity(package["integrity"])],
        }


def _named(kind: str, name: str, version: str) -> Component:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _integrity(words: str) -> dict[str, str]:
    kind, _, digest = words.partition("-")
    return {"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}


def _installed_licence(name: str) -> str:
    """What the package itself says, where it is installed and says it in one expression."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    return str(told.json.get("license_expression", ""))


def _licence(expression: str) -> dict[str, Any]:
    return {"licenses": [{"expression": expression}]} if expression else {}
