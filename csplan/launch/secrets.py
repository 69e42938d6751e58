"""Makes what docker-compose.yml keeps secret: `python3 -m csplan.launch.secrets FOLDER`.

Each is drawn at random and written to a file of its own; a file that is there already is kept.
Containers see the files as they lie, under another account, so they can be read by all; the folder
lets nobody but its owner in.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe

PASSWORDS = (
    "secret_key",
    "metrics_token",
    "postgres_password",
    "owner_password",
    "runtime_password",
    "redis_password",
)
BYTES = 64


def make(folder: Path) -> list[str]:
    """Make what is missing in the folder and return the names of what was made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    made = [name for name in PASSWORDS if _write(folder / name, token_urlsafe(BYTES))]
    known = {name: (folder / name).read_text() for name in PASSWORDS}
    return made + [
        name for name, value in _addresses(known).items() if _write(folder / name, value)
    ]


def _addresses(known: Mapping[str, str]) -> dict[str, str]:
    """Where the services are, with the passwords that open them."""
    database = "@postgres:5432/csplan"
    return {
        "database_url": f"postgresql://csplan_runtime:{known['runtime_password']}{database}",
        "database_owner_url": f"postgresql://csplan_owner:{known['owner_password']}{database}",
        "redis_url": f"redis://csplan:{known['redis_password']}@redis:6379/0",
    }


def _write(path: Path, value: str) -> bool:
    """Write a file that is not there yet; say whether it was written."""
    try:
        with path.open("x") as file:
            file.write(value)
    except FileExistsError:
        return False
    path.chmod(0o444)
    return True


def main(words: list[str]) -> int:
    if len(words) != 1:
        print("Name the folder: python3 -m csplan.launch.secrets secrets", file=sys.stderr)
        return 2
    made = make(Path(words[0]))
    print(f"Made: {', '.join(made) or 'nothing, all are there'}")
    if not (Path(words[0]) / "email_url").exists():
        print("Write email_url yourself: how to reach the mail server. See docs/operations.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
