"""What csplan needs of the system itself, and getting it where that is allowed."""

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from csplan.launch.checkout import environment, say
from csplan.launch.errors import LaunchError

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq")


@dataclass(frozen=True)
class Need:
    """Something the system has to provide, and the Debian package that provides it."""

    what: str
    package: str
    is_met: Callable[[], bool]


def loads(name: str, version: int) -> Callable[[], bool]:
    """Return a test of whether the shared library can be loaded."""

    def is_loadable() -> bool:
        file = (
            f"lib{name}.so.{version}"
            if sys.platform == "linux"
            else ctypes.util.find_library(name)
        )
        try:
            return bool(file and ctypes.CDLL(file))
        except OSError:
            return False

    return is_loadable


def makes_environments() -> bool:
    """Say whether this Python can make a virtual environment with pip in it."""
    return importlib.util.find_spec("ensurepip") is not None


def has_font() -> bool:
    """Say whether there is any font: WeasyPrint crashes where there is none."""
    return any(
        path.suffix.lower() in {".ttf", ".otf", ".ttc"}
        for folder in FONT_FOLDERS
        for path in folder.rglob("*")
    )


def browser() -> str | None:
    """Return the path of Chromium: CSPLAN_CHROMIUM, or else the first found."""
    named = os.environ.get("CSPLAN_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


TO_INSTALL = (
    Need(
        "Python's venv module",
        f"python{sys.version_info.major}.{sys.version_info.minor}-venv",
        makes_environments,
    ),
)
TO_RUN = (
    *TO_INSTALL,
    Need("Pango", "libpango-1.0-0", loads("pango-1.0", 0)),
    Need("Pango's FreeType part", "libpangoft2-1.0-0", loads("pangoft2-1.0", 0)),
    Need("HarfBuzz's subset part", "libharfbuzz-subset0", loads("harfbuzz-subset", 0)),
    Need("a font", "fonts-dejavu-core", has_font),
)
TO_TEST = (
    *TO_RUN,
    Need("Chromium", "chromium", lambda: browser() is not None),
    Need("libatomic", "libatomic1", lambda: sys.platform != "linux" or loads("atomic", 1)()),
)


def provide(needs: Sequence[Need]) -> None:
    """Install all that is missing in one go, or raise LaunchError naming all of it."""
    missing = unmet(needs)
    if not missing:
        return
    prefix = installer()
    if prefix is None:
        raise LaunchError(request(missing))
    say(f"Installing {listed([need.package for need in missing])}")
    install(prefix, missing)
    if left := unmet(missing):
        raise LaunchError(request(left))


def unmet(needs: Sequence[Need]) -> list[Need]:
    """Return the needs that the system does not meet."""
    importlib.invalidate_caches()
    return [need for need in needs if not need.is_met()]


def installer() -> list[str] | None:
    """Return how to begin an installing command, or None where this account may not install."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def install(prefix: list[str], needs: Sequence[Need]) -> None:
    """Ask apt for the packages, refreshing its lists first when it does not know them."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    packages = [need.package for need in needs]
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if not succeeds(wanted):
        succeeds([*apt, "update"])
        succeeds(wanted)


def succeeds(command: Sequence[str]) -> bool:
    """Run a command in silence, and say whether it went well.

    It stays in the terminal's session, where sudo remembers that it was unlocked.
    """
    finished = subprocess.run(
        command,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return finished.returncode == 0


def request(missing: Sequence[Need]) -> str:
    """Return one line that names all that is missing and how to get it."""
    packages = [need.package for need in missing]
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get"):
        command = command if os.geteuid() == 0 else f"sudo {command}"
        return f"csplan needs {listed(packages)}: {command}"
    return f"csplan needs {listed([need.what for need in missing])}; on Debian: {command}"


def listed(words: Sequence[str]) -> str:
    """Return the words as in a sentence."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
