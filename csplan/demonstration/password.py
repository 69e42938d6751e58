"""The one password of the demonstration's accounts: random for each installation, never ours."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

VARIABLE = "CSPLAN_DEMONSTRATION_PASSWORD"
FILE_NAME = "demonstration-password"
# Without the letters and figures that are mistaken for one another when read aloud or typed.
CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def demonstration_password() -> str:
    """The environment's, or else the one kept in a file its owner alone can read."""
    return os.environ.get(VARIABLE, "").strip() or _kept(Path(settings.VAR) / FILE_NAME)


def _kept(path: Path) -> str:
    """What the file holds, made on first use; two processes at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # A draft made so is readable by its owner only, and so is the link to it.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(_random_password())
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text()


def _random_password() -> str:
    """Nearly 80 bits, in groups that are easy to copy."""
    groups = (
        "".join(secrets.choice(CHARACTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )
    return "-".join(groups)
