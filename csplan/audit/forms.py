"""What people type to search the history. Nothing here is required."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from csplan.audit.selectors import Search

TEXTS = ("who", "what", "thing", "kind", "key", "request")
DAYS = {"first_day": "from", "last_day": "to"}
LONGEST = 200


@dataclass
class SearchForm:
    """The boxes of the search as they were filled in, and what they mean."""

    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def search(self) -> Search:
        """What to look for; a day that is none is left out, and said in ``errors``."""
        texts = {name: self._text(name) for name in TEXTS}
        return Search(**texts, first_day=self._day("first_day"), last_day=self._day("last_day"))

    @property
    def is_narrowed(self) -> bool:
        return any(self._text(name) for name in (*TEXTS, *DAYS.values()))

    def _text(self, name: str) -> str:
        return self.typed.get(name, "").replace("\0", "").strip()[:LONGEST]

    def _day(self, name: str) -> dt.date | None:
        text = self._text(DAYS[name])
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.errors[DAYS[name]] = "Enter a real date, like 2014-01-10"
            return None
