"""The file of a backup: the copy of the database, and a manifest that says what it must be."""

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any, Final

from csplan.operations.errors import OperationsError

FORMAT: Final = "csplan-backup/1"
MANIFEST: Final = "manifest.json"
COPY: Final = "database"
LARGEST_MANIFEST: Final = 16 * 1024 * 1024
CHUNK: Final = 1024 * 1024


def write(archive: Path, copy: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Write the archive, whole or not at all, readable by its owner alone; return its manifest."""
    manifest = {
        "format": FORMAT,
        "sha256": digest_of(copy),
        "size": copy.stat().st_size,
        **manifest,
    }
    draft = copy.with_name("archive")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            _add_manifest(tar, json.dumps(manifest, indent=2, sort_keys=True).encode())
            tar.add(copy, arcname=COPY)
        file.flush()
        os.fsync(file.fileno())
    _place(draft, archive)
    return manifest


def read(archive: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Take the copy out into ``folder``, once it is found to be what the manifest says.

    Raises OperationsError for anything that is not a whole backup of this format.
    """
    try:
        with tarfile.open(archive, mode="r:") as tar:
            manifest = _manifest(tar)
            copy = _take_out(tar, folder / COPY)
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise OperationsError(f"{archive.name} is not a backup of csplan, or not whole") from error
    if digest_of(copy) != manifest["sha256"]:
        raise OperationsError(f"{archive.name} is damaged: its copy is not what was backed up")
    return copy, manifest


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(draft: Path, archive: Path) -> None:
    """Put the finished file in its place; a link refuses where a rename would replace."""
    try:
        os.link(draft, archive)
    except FileExistsError as error:
        raise OperationsError(f"{archive} exists already") from error
    draft.unlink()


def _add_manifest(tar: tarfile.TarFile, data: bytes) -> None:
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, io.BytesIO(data))


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    member = tar.getmember(MANIFEST)
    file = tar.extractfile(member)
    if file is None or member.size > LARGEST_MANIFEST:
        raise ValueError("no manifest")
    manifest = json.loads(file.read())
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("another format")
    return manifest


def _take_out(tar: tarfile.TarFile, to: Path) -> Path:
    """Write the copy's bytes to ``to``: no name, owner or link of the archive is believed."""
    file = tar.extractfile(tar.getmember(COPY))
    if file is None:
        raise ValueError("no copy")
    with to.open("wb") as out:
        while chunk := file.read(CHUNK):
            out.write(chunk)
    return to
