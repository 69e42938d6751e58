"""The zip file that a spreadsheet is: looked at from outside before any of it is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from csplan.core.tabular.limits import (
    MOST_BYTES,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_UNPACKED_BYTES,
    TabularError,
)

DAMAGED = "The spreadsheet is damaged. Save it again and upload that"
TOO_MUCH = "The spreadsheet unpacks to more than csplan accepts. Split it"
LOCKED = "The file is protected by a password. Save it without one and upload that"
MACROS = "The file holds macros. Save it as an ordinary ODS or XLSX spreadsheet"
OUTWARD = "The file takes values from other files. Replace its links by their values"
# Office's older container: what Excel wraps a workbook in that has a password.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_MACRO_PARTS = ("xl/vbaproject.bin", "basic/", "scripts/")


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, within the limits. Raises TabularError for it, and for what fails inside."""
    if data.startswith(_OLD_CONTAINER):
        raise TabularError(f"{LOCKED}, or as ODS or XLSX if its format is an older one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive)
            yield archive
    except TabularError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError, OverflowError,
    ) as error:  # fmt: skip
        raise TabularError(DAMAGED) from error


def refuse_large(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise TabularError("The file is larger than 2 MB. Split it into smaller files")


def refuse_macros(archive: zipfile.ZipFile) -> None:
    """Refuse programs; they are never run, but who sends one is told to leave it out."""
    if any(name.lower().startswith(_MACRO_PARTS) for name in archive.namelist()):
        raise TabularError(MACROS)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise TabularError(f"The spreadsheet has more than {MOST_MEMBERS} parts inside")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise TabularError(LOCKED)
    if any(member.compress_type > zipfile.ZIP_DEFLATED for member in members):
        raise TabularError(DAMAGED)
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MOST_UNPACKED_BYTES or unpacked / packed > MOST_RATIO:
        raise TabularError(TOO_MUCH)
