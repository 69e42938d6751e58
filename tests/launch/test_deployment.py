"""The image and the services of a deployment: valid, and without weak defaults."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from csplan.launch.checkout import ROOT
from csplan.launch.probe import served_host
from csplan.launch.run import MAKERS

PROGRAMS = Path(sys.executable).parent
COMPOSE = ROOT / "docker-compose.yml"
OWN_SERVICES = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> Any:
    return YAML(typ="safe").load(COMPOSE)


def passes(*command: str | Path) -> bool:
    finished = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    sys.stdout.write(finished.stdout + finished.stderr)
    return finished.returncode == 0


class TestDockerfile:
    def test_is_good_practice(self) -> None:
        assert passes(PROGRAMS / "hadolint", "Dockerfile")

    def test_installs_only_what_the_lock_file_hashes(self) -> None:
        installs = re.findall(r"pip install .*", (ROOT / "Dockerfile").read_text())

        assert len(installs) == 1
        assert "--require-hashes --requirement /base.txt" in installs[0]

    def test_does_not_end_as_root(self) -> None:
        users = re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

        assert users == ["10001"]

    def test_copies_every_part_of_the_program(self) -> None:
        ignored = (ROOT / ".dockerignore").read_text().split()

        assert not {*MAKERS, "manage.py", "static", "templates", "requirements"} & set(ignored)
        assert {".env", ".git", ".venv", "var"} <= set(ignored)


class TestCompose:
    def test_follows_the_specification(self) -> None:
        schema = ["--builtin-schema", "vendor.compose-spec"]

        assert passes(sys.executable, "-m", "check_jsonschema", *schema, COMPOSE)

    def test_has_no_default_for_a_secret(self, compose: Any) -> None:
        for service in compose["services"].values():
            for name, value in service["environment"].items():
                given = re.findall(r"\$\{(\w+)(:\?)?", str(value))
                if re.search("SECRET|PASSWORD|AUTH|URL", name):
                    assert given
                    assert all(required for _, required in given), name

    def test_gives_production_what_it_requires(self, compose: Any) -> None:
        required = {
            "SECRET_KEY",
            "ALLOWED_HOSTS",
            "DATABASE_URL",
            "REDIS_URL",
            "EMAIL_URL",
            "DEFAULT_FROM_EMAIL",
        }
        for name in OWN_SERVICES:
            assert required <= set(compose["services"][name]["environment"])

    def test_shows_only_the_web_server_and_only_to_this_machine(self, compose: Any) -> None:
        shown = {name: service.get("ports") for name, service in compose["services"].items()}

        assert shown.pop("web") == ["127.0.0.1:8000:8000"]
        assert not any(shown.values())

    def test_watches_the_health_of_whatever_stays_up(self, compose: Any) -> None:
        staying = {
            name
            for name, service in compose["services"].items()
            if service["restart"] == "unless-stopped"
        }

        assert staying == {"postgres", "redis", "web", "worker", "beat"}
        assert all("healthcheck" in compose["services"][name] for name in staying)

    def test_keeps_the_queue_on_disk_and_whole(self, compose: Any) -> None:
        command = " ".join(compose["services"]["redis"]["command"])

        assert "--appendonly yes" in command
        assert "--maxmemory-policy noeviction" in command


class TestProbe:
    @pytest.mark.parametrize(
        ("allowed", "host"),
        [("csplan.example", "csplan.example"), (".example.org, other.example", "example.org")],
    )
    def test_asks_as_a_host_that_is_allowed(self, allowed: str, host: str) -> None:
        assert served_host(allowed) == host
