"""Days, quarters, moments and figures as plain values that JSON can hold, and read back."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from csplan.core.periods import Quarter


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


@lru_cache(maxsize=64)
def quarter(slug: str) -> Quarter:
    return Quarter.parse(slug)


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def day_text(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def moment_text(value: dt.datetime | None) -> str | None:
    """In UTC, to the second."""
    return value.astimezone(dt.UTC).isoformat(timespec="seconds") if value else None


def number_text(value: Decimal | None) -> str | None:
    """Without trailing noughts, so that both databases give the same words."""
    return f"{value.normalize():f}" if value is not None else None


def person_text(user: Any) -> str:
    """The person's name; "" of nobody."""
    return user.full_name if user else ""
