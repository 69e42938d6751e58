"""How each locality's return reached the national team, and the figures that were put right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from reporting.document import figures, words
from reporting.document.facts import Locality, Return
from reporting.document.figures import Receipt
from reporting.document.reckoned import Reckoned
from reporting.document.returns.restated import RestatedRow, restated_rows
from reporting.document.rows import locality_anchor, return_state


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Who signed a return off and accepted it; ``state`` says of one that does not count why."""

    locality: str
    anchor: str
    receipt: Receipt
    state: str
    signed_off: str
    accepted: str


@dataclass(frozen=True, slots=True)
class ReturnsView:
    rows: Sequence[ReturnRow]
    restated: Sequence[RestatedRow]

    @property
    def account(self) -> str:
        """Who was late, who is missing and who had no return to give, by name."""
        late, missing, unasked = map(
            self._names, (Receipt.LATE, Receipt.MISSING, Receipt.NOT_ASKED)
        )
        told = f"Received late: {late or 'none'}. Not received: {missing or 'none'}."
        return f"{told} Not asked for: {unasked}." if unasked else told

    @property
    def asked(self) -> int:
        """How many localities had a return to give."""
        return len(self.rows) - self.count(Receipt.NOT_ASKED)

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
        state="" if own and own.counts else words.sentence(return_state(own)),
        signed_off=_by(own.signed_off_at, own.signed_off_by) if own else "",
        accepted=_accepted(own) if own else "",
    )


def _accepted(own: Return) -> str:
    revision = f" (revision {own.revision})" if own.revision > 1 else ""
    return f"{_by(own.accepted_at, own.accepted_by)}{revision}"


def _by(at: dt.datetime | None, who: str) -> str:
    return f"{words.moment_day(at)}, {who}" if at else words.NONE
