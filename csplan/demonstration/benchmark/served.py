"""How a process is told what to serve under load, by whoever starts it."""

import os
from pathlib import Path

from csplan.demonstration.benchmark.databases import use_database
from csplan.demonstration.benchmark.server import served_settings
from csplan.demonstration.benchmark.views import BODIES

DATABASE, FOLDER = "CSPLAN_BENCHMARK_DATABASE", "CSPLAN_BENCHMARK_FOLDER"
SUFFIX = ".body"


def keep_body(folder: Path, name: str, body: bytes) -> None:
    """Let the bare view called ``name`` answer with these bytes."""
    (folder / f"{name}{SUFFIX}").write_bytes(body)


def serve_as_told() -> None:
    """Take over the settings, the database and the bytes, and say that this process is ready."""
    served_settings().enable()
    use_database(os.environ[DATABASE])
    folder = Path(os.environ[FOLDER])
    BODIES.update({path.stem: path.read_bytes() for path in folder.glob(f"*{SUFFIX}")})
    (folder / f"ready-{os.getpid()}").touch()
