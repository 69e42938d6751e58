"""The image and the services of a deployment: valid, and without weak defaults."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from csplan.launch import secrets
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
    finished = subprocess.run(
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

    def test_names_a_version_of_every_base_and_no_registry(self, compose: Any) -> None:
        bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        images = [each["image"] for each in compose["services"].values()]
        for image in {*bases, *images} - {"csplan"}:
            assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*-[a-z-]+", image)

    def test_copies_every_part_of_the_program(self) -> None:
        ignored = (ROOT / ".dockerignore").read_text().split()

        assert not {*MAKERS, "manage.py", "static", "templates", "requirements"} & set(ignored)
        assert {".env", ".git", ".venv", "secrets", "var"} <= set(ignored)

    def test_leaves_out_what_does_not_run(self) -> None:
        assert {"tests", "docs", "deploy"} <= set((ROOT / ".dockerignore").read_text().split())


class TestCompose:
    def test_follows_the_specification(self) -> None:
        schema = ["--builtin-schema", "vendor.compose-spec"]

        assert passes(sys.executable, "-m", "check_jsonschema", *schema, COMPOSE)

    def test_reads_every_secret_from_a_file_that_it_was_given(self, compose: Any) -> None:
        for service in compose["services"].values():
            for name, value in service.get("environment", {}).items():
                if re.search("SECRET|PASSWORD|TOKEN|URL", name):
                    assert name.endswith("_FILE")
                    assert value.removeprefix("/run/secrets/") in service["secrets"]

    def test_gives_each_only_the_secrets_it_needs(self, compose: Any) -> None:
        given = {name: set(each["secrets"]) for name, each in compose["services"].items()}

        holders = {name for name, secrets in given.items() if "database_owner_url" in secrets}
        assert holders == {"migrate"}
        assert "database_url" not in given["migrate"]
        assert given["redis"] == {"redis_password"}

    def test_makes_every_secret_but_the_mail_servers(self, compose: Any, tmp_path: Path) -> None:
        folder = tmp_path / "secrets"
        made = secrets.make(folder)
        kept = (folder / "secret_key").read_text()

        assert {*made, "email_url"} == set(compose["secrets"])
        assert secrets.make(folder) == []
        assert (folder / "secret_key").read_text() == kept
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len({(folder / name).read_text() for name in made}) == len(made)

    def test_hardens_every_service(self, compose: Any) -> None:
        for name, service in compose["services"].items():
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"]
            assert "cap_add" not in service
            assert "no-new-privileges:true" in service["security_opt"]
            assert "/tmp" in service["tmpfs"]  # noqa: S108 - in the container
            assert "privileged" not in service

    def test_limits_what_every_service_may_take(self, compose: Any) -> None:
        for service in compose["services"].values():
            assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
            assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}

    def test_waits_for_migrations_and_runs_one_clock(self, compose: Any) -> None:
        for name in ("web", "worker", "beat"):
            waits = compose["services"][name]["depends_on"]
            assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert "replicas" not in compose["services"]["beat"]["deploy"]
        assert "database_roles csplan_runtime" in compose["services"]["migrate"]["command"][2]

    def test_keeps_the_database_and_the_queue_off_the_network(self, compose: Any) -> None:
        assert compose["networks"]["inside"]["internal"] is True
        for name in ("postgres", "redis"):
            assert compose["services"][name]["networks"] == ["inside"]

    def test_restores_with_a_client_as_new_as_the_server(self, compose: Any) -> None:
        server = re.fullmatch(r"postgres:(\d+)-\w+", compose["services"]["postgres"]["image"])
        client = re.search(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text())

        assert server
        assert client
        assert int(client[1]) >= int(server[1])

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
            given = compose["services"][name]["environment"]
            assert required <= {each.removesuffix("_FILE") for each in given}

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
        (_, script) = compose["services"]["redis"]["command"]
        assert f"./deploy/redis.sh:{script}:ro" in compose["services"]["redis"]["volumes"]
        command = (ROOT / "deploy" / "redis.sh").read_text()

        assert "--appendonly yes" in command
        assert "--maxmemory-policy noeviction" in command


class TestProbe:
    @pytest.mark.parametrize(
        ("allowed", "host"),
        [("csplan.example", "csplan.example"), (".example.org, other.example", "example.org")],
    )
    def test_asks_as_a_host_that_is_allowed(self, allowed: str, host: str) -> None:
        assert served_host(allowed) == host
