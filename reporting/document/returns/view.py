"""How each locality's return reached the national team, and the figures that were put right."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.document import figures, words
from reporting.document.facts import Locality
from reporting.document.figures import Receipt
from reporting.document.reckoned import Reckoned
from reporting.document.returns.restated import RestatedRow, restated_rows
from reporting.document.rows import locality_anchor, return_state


@dataclass(frozen=True, slots=True)
class ReturnRow:
    locality: str
    anchor: str
    receipt: Receipt
    words: str


@dataclass(frozen=True, slots=True)
class ReturnsView:
    rows: Sequence[ReturnRow]
    restated: Sequence[RestatedRow]

    @property
    def account(self) -> str:
        """Who was late and who is missing, by name."""
        late, missing = (self._names(each) for each in (Receipt.LATE, Receipt.MISSING))
        return f"Received late: {late or 'none'}. Not received: {missing or 'none'}."

    def _names(self, receipt: Receipt) -> str:
        return words.listed([each.locality for each in self.rows if each.receipt is receipt])

    def count(self, receipt: Receipt) -> int:
        return sum(each.receipt is receipt for each in self.rows)


def returns_view(pack: Reckoned) -> ReturnsView:
    return ReturnsView(
        rows=[_row(each, pack) for each in pack.facts.localities],
        restated=restated_rows(pack.facts.measures, pack.place_names, pack.facts.quarter),
    )


def _row(locality: Locality, pack: Reckoned) -> ReturnRow:
    own = pack.facts.returns.get(locality.slug)
    return ReturnRow(
        locality=locality.name,
        anchor=locality_anchor(locality.slug),
        receipt=figures.receipt(own, pack.facts.due_at),
        words=words.sentence(return_state(own)),
    )
