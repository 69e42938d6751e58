"""What changed since the pack before, as a pack shows it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from programme.rules.wording import rewording
from reporting.document import words
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Group, Kind
from reporting.document.changes.people import LOWERED
from reporting.document.changes.rows import ChangeTable, Names, change_tables
from reporting.document.changes.wording import PROMISE
from reporting.document.reckoned import Reckoned
from reporting.document.rows import locality_anchor, outcome_anchor


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The section: against what, in short, and the tables.

    Of words it shows those of the plan, and of what is off track or at risk: what was changed
    in part, and every promise that was replaced by another. Others are counted in
    ``other_words``: they stand in the pack where their milestone, outcome or locality does.
    """

    since: str
    against: str
    in_short: str
    tables: Sequence[ChangeTable]
    other_words: str


def changes_view(pack: Reckoned) -> ChangesView | None:
    """What changed since the pack before; None of a snapshot frozen before packs said so."""
    changes = pack.facts.changes
    if changes is None:
        return None
    against = changes.against
    since = against.quarter.short_label if against else pack.previous_period
    places = pack.localities_by_slug
    names = Names(since, pack.short_period, lambda change: _href(change, places))
    shown = [each for each in changes.rows if _is_shown(each)]
    hidden = len(changes.rows) - len(shown)
    return ChangesView(
        since=since,
        against=f"edition {against.edition} of {since}" if against else "",
        in_short=short_account(changes.rows),
        tables=change_tables(shown, names),
        other_words=words.sentence(words.count(hidden, "other text")) if hidden else "",
    )


def _is_shown(change: Change) -> bool:
    if change.group is not Group.WORDS or change.kind is Kind.WORDS_OF_PLAN:
        return True
    if change.kind is Kind.WORDS or not change.before:
        return False
    found = rewording(change.before, change.after)
    return change.what == PROMISE or bool(found and found.runs)


def _href(change: Change, places: Collection[str]) -> str:
    """Where the pack tells of it; nowhere when it is gone from the pack."""
    if change.kind is Kind.REMOVED or change.now == LOWERED:
        return ""
    is_told = not change.locality or change.locality in places or change.line.startswith("risk-")
    return f"#{anchor_of(change)}" if is_told else ""


def anchor_of(change: Change) -> str:
    """The part of a pack that tells of what changed: a risk, a locality's page, an outcome's."""
    if change.line.startswith("risk-"):
        return change.line
    if change.locality:
        return locality_anchor(change.locality)
    return outcome_anchor(change.outcome) if change.outcome is not None else "summary"


def short_account(rows: Sequence[Change]) -> str:
    """ "2 ratings got worse, 1 of them to off track, and 5 got better. 3 dates are later." """
    groups = Counter(each.group for each in rows)
    kinds = Counter(each.kind for each in rows)
    said = [_ratings(groups, kinds), _dates(kinds), _plan(kinds), _restated(kinds)]
    return " ".join(f"{words.sentence(each)}." for each in said if each)


def _ratings(groups: Counter[Group], kinds: Counter[Kind]) -> str:
    worse, better = groups[Group.WORSE] - kinds[Kind.SILENT], kinds[Kind.BETTER]
    off = f" ({kinds[Kind.TO_OFF_TRACK]} to off track)" if kinds[Kind.TO_OFF_TRACK] else ""
    return f"{words.count(worse, 'rating')} got worse{off} and {better or 'none'} got better"


def _dates(kinds: Counter[Kind]) -> str:
    later, earlier = kinds[Kind.LATER], kinds[Kind.EARLIER]
    if not later and not earlier:
        return "no expected date moved"
    moved = f"{words.count(later, 'expected date')} moved later and {earlier or 'none'} earlier"
    agreed = kinds[Kind.REBASELINED]
    return f"{moved}; {words.count(agreed, 'agreed date')} changed" if agreed else moved


def _plan(kinds: Counter[Kind]) -> str:
    added, removed = kinds[Kind.ADDED], kinds[Kind.REMOVED]
    if not added and not removed:
        return ""
    parts = words.count(added, "part of the plan was", "parts of the plan were")
    return f"{parts} added and {removed or 'none'} taken out"


def _restated(kinds: Counter[Kind]) -> str:
    restated = kinds[Kind.RESTATED]
    figures = words.count(restated, "figure was", "figures were")
    return f"{figures} put right or given late" if restated else ""
