"""A PostgreSQL and a Redis of these tests' own, to be stopped, killed and filled."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from redis import Redis

from csplan.launch.ports import LOOPBACK, answers, free_port
from csplan.launch.services import (
    OWNER,
    accepts,
    initialise,
    make_owned,
    postgresql_programs,
    redis_program,
    unprivileged,
)
from tests.workers import wait_until

SECONDS = 60.0
PASSWORD = "of-a-cluster-that-is-thrown-away"
DATABASE = "csplan"
# What is committed is given to the kernel before it is acknowledged, as in production; that the
# kernel gives it to the disk is not asked here, since only processes die in these tests.
OPTIONS = {
    "autovacuum": "off",
    "fsync": "off",
    "max_connections": "30",
    "shared_buffers": "32MB",
    "unix_socket_directories": "",
}


class Cluster:
    """One PostgreSQL on a port that stays its own from one start to the next."""

    def __init__(self, folder: Path, programs: Path | None = None) -> None:
        self.folder, self.port = folder, free_port()
        self.programs = programs or postgresql_programs(folder)
        self.data = folder / "data"
        make_owned(self.data)
        initialise(self.programs, self.data, PASSWORD)
        self.start()
        self.create(DATABASE)

    def create(self, name: str) -> None:
        """Make an empty database."""
        with pointed_at(self.address("postgres")), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")

    def address(self, name: str) -> str:
        return f"postgresql://{OWNER}:{PASSWORD}@{LOOPBACK}:{self.port}/{name}"

    @property
    def url(self) -> str:
        return self.address(DATABASE)

    def start(self, *, longest_file: int | None = None) -> None:
        """Start it; with ``longest_file`` no file may grow beyond so many bytes."""
        words = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
        program = str(self.programs / "postgres")
        limit = f"ulimit -f {longest_file // 512}; " if longest_file else ""
        with (self.folder / "postgresql.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *("sh", "-c", f'{limit}exec "$@"', "sh", program),
                    *("-D", str(self.data), "-h", LOOPBACK, "-p", str(self.port), *words),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **unprivileged(self.data),
            )
        wait_until(lambda: accepts(self.programs, self.port), seconds=SECONDS, what="PostgreSQL")

    def crash(self) -> None:
        """Stop at once, in the middle of whatever it does; the next start has to recover."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(SECONDS)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.crash()

    def copy_from(self, to: dict[str, Any]) -> None:
        """Take over the tables, empty or not, of the database that Django's ``to`` leads to."""
        source = f"postgresql://{to['USER']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
        run(self.programs / "pg_dump", "-Fc", "-f", self.folder / "tables", source, to["PASSWORD"])
        words = ["--no-owner", "--no-privileges", "--dbname", self.url]
        run(self.programs / "pg_restore", *words, self.folder / "tables", PASSWORD)


def run(program: Path, *words: object) -> None:
    """Run one of PostgreSQL's programs; the last word is the password."""
    command = [str(program), *map(str, words[:-1])]
    env = {**os.environ, "PGPASSWORD": str(words[-1])}
    subprocess.run(command, check=True, env=env, capture_output=True, timeout=120)


@contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """Work on the database at ``url`` inside the block, and on the tests' own after it."""
    to, before = urlsplit(url), dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {
        "HOST": to.hostname,
        "PORT": to.port,
        "USER": to.username,
        "PASSWORD": to.password,
        "NAME": to.path.removeprefix("/"),
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before


class Store:
    """One Redis that writes each command to its file, as deploy/redis.sh has it do."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        words = ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        place = ["--port", str(self.port), "--bind", LOOPBACK, "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(redis_program()), *place, *words],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(
            lambda: answers(self.port, b"PING\r\n", b"+PONG"), seconds=SECONDS, what="Redis"
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Kill it, and start it again after the block."""
        self.kill()
        try:
            yield
        finally:
            self.start()

    def wait_until_kept(self) -> None:
        """Return when its file holds all it was told: a busy disk may keep it back for seconds."""
        with Redis(host=LOOPBACK, port=self.port) as client:

            def is_kept() -> bool:
                told = client.info("persistence")
                return not (told["aof_buffer_length"] or told["aof_pending_bio_fsync"])

            wait_until(is_kept, seconds=SECONDS, what="Redis to write its file")

    def lose_everything(self) -> None:
        for path in (self.folder / "appendonlydir").iterdir():
            path.unlink()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()
