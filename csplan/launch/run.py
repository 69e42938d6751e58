"""`./run`: set csplan up and start it, or build the last complete quarter's pack and end.

Exit codes: 0 when done, 1 when it could not start, that of the command behind --pack, and 128
plus the signal's number when stopped by one.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from csplan.launch import assets, checkout, needs, packages, ports, stamps
from csplan.launch.checkout import LOGS, PYTHON, ROOT, VAR, complain, manage, say
from csplan.launch.errors import CommandError, LaunchError
from csplan.launch.main import alone_in_the_checkout, launch
from csplan.launch.processes import Child, Children, Words, finish, show

DATABASE = VAR / "csplan.sqlite3"
# What the database's content was made by: a change to any of it means asking again.
MAKERS = ("csplan", "localities", "objectives", "programme", "reporting")
SETTINGS = {"DJANGO_SETTINGS_MODULE": "csplan.settings.embedded", "CSPLAN_VAR": str(VAR)}
SECONDS_TO_START = 60


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="./run", description="Set csplan up and start it.")
    parser.add_argument("--port", type=int, default=8000, help="where to serve it (8000)")
    parser.add_argument(
        "--pack",
        type=lambda name: Path(name).absolute(),
        metavar="FILE",
        help="build the last complete quarter's pack into FILE, and end without serving",
    )
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    asked = arguments(words)
    if asked.pack:
        return build_pack(asked.pack)
    return serve(asked.port)


def serve(port: int) -> int:
    """Serve csplan until it is stopped, or until one of its programs ends by itself."""
    ports.require_free(port)
    set_up()
    with Children() as children:
        say("Starting the worker and the web server")
        address = f"http://{ports.LOOPBACK}:{port}"
        start_worker(children, "--beat", "--schedule", VAR / f"beat-{port}", address=address)
        start_web(children, port)
        welcome(port)
        return refuse_to_limp(children.first_to_end())


def build_pack(file: Path) -> int:
    """Have a worker build the pack into the file, and return the command's exit code."""
    set_up()
    with Children() as children:
        say("Starting the worker")
        start_worker(children)
        command = manage("build_pack", "--last-complete", "--output", str(file))
        return show(command, env=environment())


def set_up() -> None:
    """Bring everything that serving needs up to date with the checkout."""
    with alone_in_the_checkout():
        needs.provide(needs.TO_RUN)
        packages.prepare("base.txt")
        packages.try_renderer()
        assets.prepare()
        prepare_database()


def prepare_database() -> None:
    """Bring the tables and the demonstration up to date, unless nothing has changed since."""
    if stamps.is_stamped("database", database_mark(), VAR):
        return
    say("Preparing the database and the demonstration")
    run_command("migrate", "--no-input", "--verbosity", "0")
    run_command("load_demonstration")
    stamps.stamp("database", database_mark(), VAR)


def database_mark() -> str:
    """Return a checksum of the program and of which database file it works on.

    The file's identity is in it, so that one removed or restored counts as changed.
    """
    code = stamps.files_under(*(ROOT / folder for folder in MAKERS))
    return stamps.checksum(code, database_identity())


def database_identity() -> str:
    """Return what tells this database file from another in its place."""
    if not DATABASE.exists():
        return "none"
    status = DATABASE.stat()
    return f"{status.st_dev}:{status.st_ino}"


def environment() -> dict[str, str]:
    """Return the environment that csplan's programs run in."""
    return checkout.environment(**SETTINGS)


def run_command(*words: str) -> str:
    """Run one of csplan's commands and return what it printed."""
    return finish(f"manage.py {words[0]}", manage(*words), env=environment())


def start_worker(children: Children, *more: str | Path, address: str = "") -> Child:
    """Start a worker for the queue kept in files; its messages lead to ``address``."""
    command: Words = [
        PYTHON,
        "-m",
        "celery",
        "--app",
        "csplan.celery",
        "worker",
        "--concurrency",
        "1",
    ]
    # With one worker there is nobody to gossip with, and over files each word is a poll.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    options = ["--loglevel", "WARNING", *alone, *more]
    log = LOGS / "worker.log"
    env = {**environment(), "CSPLAN_ADDRESS": address}
    return children.start("the worker", [*command, *options], log=log, env=env)


def start_web(children: Children, port: int) -> Child:
    """Start the web server and wait until it answers.

    One process with threads: the limits on sign-in are counted in its memory.
    """
    command: Words = [
        PYTHON,
        "-m",
        "gunicorn",
        "csplan.wsgi",
        "--bind",
        f"{ports.LOOPBACK}:{port}",
    ]
    options = ["--threads", "4", "--graceful-timeout", "3", "--no-control-socket"]
    quiet = ["--log-level", "warning"]
    log = LOGS / "web.log"
    web = children.start(
        "the web server", [*command, *options, *quiet], log=log, env=environment()
    )
    web.wait_until(lambda: ports.is_alive(port), SECONDS_TO_START)
    return web


def welcome(port: int) -> None:
    """Finish the demonstration, and say where csplan is and who may sign in."""
    publish_packs()
    accounts = run_command("demonstration_accounts").strip()
    say(f"\ncsplan is running at http://{ports.LOOPBACK}:{port}/\n\n{accounts}\n")
    say(f"Logs are in {LOGS}. Ctrl-C stops everything.")


def publish_packs() -> None:
    """Build and publish what the demonstration shows as published, unless that was done.

    Nobody can delete a published pack. csplan is worth showing without any, so a failure is
    told and not fatal.
    """
    if stamps.is_stamped("packs", database_mark(), VAR):
        return
    say("Publishing the demonstration's packs")
    try:
        run_command("publish_demonstration_packs")
    except CommandError as error:
        complain(f"{error.output.strip()}\nThe demonstration's packs are not published.")
        return
    stamps.stamp("packs", database_mark(), VAR)


def refuse_to_limp(child: Child) -> NoReturn:
    """Stop the rest when a program has ended by itself, and show what it last said."""
    raise LaunchError(f"{child.last_lines()}\nStopped: {child.name} ended by itself.")


if __name__ == "__main__":
    sys.exit(launch(main, sys.argv[1:]))
