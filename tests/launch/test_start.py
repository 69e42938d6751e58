"""How a Python is found: by running it, not by its name."""

import os
import subprocess
import sys
from pathlib import Path

from csplan.launch.checkout import ROOT

REAL = getattr(sys, "_base_executable", sys.executable)


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def start(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start `./run` with nothing on the PATH but what the folder holds and the shell's tools."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True, parents=True)
    for tool in ("sh", "env", "dirname"):
        (tools / tool).symlink_to(f"/usr/bin/{tool}")
    path = os.pathsep.join([str(folder), str(tools)])
    return subprocess.run(
        [str(ROOT / "run"), *words],
        env={"PATH": path, "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class TestFindingPython:
    def test_passes_over_shims_that_lie(self, tmp_path: Path) -> None:
        program(tmp_path, "python3", "echo 'python3: command not found' >&2; exit 127")
        program(tmp_path, "python", "exit 0")
        program(tmp_path, "python3.14", f'exec "{REAL}" "$@"')

        started = start(tmp_path, "--help")

        assert started.returncode == 0
        assert "--pack FILE" in started.stdout

    def test_passes_over_one_that_is_too_old(self, tmp_path: Path) -> None:
        # What an old Python prints for a program it is given is not a path that executes.
        program(tmp_path, "python3", "echo")
        program(tmp_path, "python3.11", f'exec "{REAL}" "$@"')

        assert start(tmp_path, "--help").returncode == 0

    def test_takes_the_one_named_in_the_environment(self, tmp_path: Path) -> None:
        named = program(tmp_path / "else where", "mine", f'exec "{REAL}" "$@"')
        program(tmp_path, "python3", "exit 9")

        assert start(tmp_path, "--help", CSPLAN_PYTHON=str(named)).returncode == 0

    def test_is_not_led_astray_by_the_callers_folder(self, tmp_path: Path) -> None:
        (tmp_path / "argparse.py").write_text("raise SystemExit('wrong argparse')")
        program(tmp_path, "python3", f'exec "{REAL}" "$@"')

        started = subprocess.run(
            [str(ROOT / "run"), "--help"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

        assert started.returncode == 0, started.stderr
