"""Remembering which work was done for which files, so as not to do it again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from csplan.launch import checkout


def checksum(files: Iterable[Path], *words: str) -> str:
    """Return one digest of the words and of the files' paths and contents, in a fixed order."""
    digest = hashlib.sha256(repr(words).encode())
    for path in sorted(set(files)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.name}\0{path.parent}\0{content}\n".encode())
    return digest.hexdigest()


def files_under(*folders: Path, pattern: str = "*") -> list[Path]:
    """Return the files in the folders, at any depth, leaving out what Python compiled."""
    found = (path for folder in folders for path in folder.rglob(pattern))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def is_stamped(name: str, mark: str, folder: Path = checkout.STAMPS) -> bool:
    """Say whether the work of this name was last done for this mark."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text() == mark


def stamp(name: str, mark: str, folder: Path = checkout.STAMPS) -> None:
    """Record that the work of this name is done for this mark."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(mark)


def unstamp(name: str, folder: Path = checkout.STAMPS) -> None:
    """Forget the work of this name, before doing it again: it may be cut short."""
    (folder / name).unlink(missing_ok=True)
