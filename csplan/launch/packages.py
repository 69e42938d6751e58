"""csplan's own Python environment, holding exactly what the lock files name."""

import shutil
import sys
from pathlib import Path

from csplan.launch import checkout, stamps
from csplan.launch.checkout import PYTHON, ROOT, VENV, say
from csplan.launch.errors import CommandError
from csplan.launch.processes import Words, finish

SOUND = """
import importlib.util, sys
sys.exit(sys.version_info < (3, 11) or not importlib.util.find_spec("pip"))
"""


def prepare(lock: str) -> None:
    """Make the environment if there is none that works, and install the lock file's packages."""
    if not is_sound():
        make()
    install(ROOT / "requirements" / lock)


def is_sound() -> bool:
    """Say whether the environment was made here and its Python executes."""
    if not PYTHON.exists() or was_moved():
        return False
    try:
        finish("trying the environment", [PYTHON, "-I", "-c", SOUND])
    except (CommandError, OSError):
        return False
    return True


def was_moved() -> bool:
    """Say whether the environment was made for another folder: its programs point there still."""
    return not stamps.is_stamped("home", str(VENV)) and (checkout.STAMPS / "home").exists()


def make() -> None:
    """Make the environment afresh, with the Python that runs this."""
    version = ".".join(map(str, sys.version_info[:2]))
    say(f"Making an environment for Python {version} in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    finish("making the environment", [sys.executable, "-I", "-m", "venv", VENV])
    stamps.stamp("home", str(VENV))


def install(lock: Path) -> None:
    """Install the packages of a lock file, each checked against its hash, unless that is done."""
    mark = stamps.checksum([lock])
    if stamps.is_stamped(lock.name, mark):
        return
    say(f"Installing the packages of requirements/{lock.name}")
    stamps.unstamp(lock.name)
    pip: Words = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--quiet",
    ]
    finish("installing packages", [*pip, "--require-hashes", "--requirement", lock])
    stamps.stamp(lock.name, mark)


def try_renderer() -> None:
    """Prove once for each set of packages that the PDF renderer finds its libraries."""
    mark = stamps.checksum([ROOT / "requirements" / "base.txt"])
    if stamps.is_stamped("renderer", mark):
        return
    finish("loading WeasyPrint's libraries", [PYTHON, "-c", "import weasyprint"])
    stamps.stamp("renderer", mark)


def site_packages() -> Path:
    """Return the folder that packages were installed into."""
    return next(VENV.glob("lib/python3*/site-packages"))
