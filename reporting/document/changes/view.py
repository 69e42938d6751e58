"""What changed since the pack before, as a pack shows it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from csplan.core.periods import FinancialYear
from csplan.core.ratings import NEEDS_PATH_TO_GREEN
from programme.rules.wording import rewording
from reporting.choices import PackKind
from reporting.document import words
from reporting.document.changes.facts import Against, Change
from reporting.document.changes.kinds import Group, Kind
from reporting.document.changes.people import LOWERED
from reporting.document.changes.rows import ChangeTable, Names, change_tables
from reporting.document.changes.statement import VALIDATED
from reporting.document.changes.wording import PROMISE
from reporting.document.reckoned import Reckoned
from reporting.document.rows import locality_anchor, outcome_anchor

OF_STATEMENTS = ("department-", "payment-", "saving-")
"""What the lines are called that a statement alone tells of."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The section: against what, in short, and the tables.

    Of words it shows those of the plan, and of what is off track or at risk: what was changed
    in part, and every promise that was replaced by another. Others are counted in
    ``other_words``: they stand in the pack where their milestone, outcome or locality does. Of
    what has no report any more it shows what was behind, and counts the rest in ``other_silent``.
    ``first`` says of a pack that is compared with none that it is the first.
    """

    since: str
    against: str
    first: str
    in_short: str
    tables: Sequence[ChangeTable]
    other_words: str
    other_silent: str


def changes_view(pack: Reckoned) -> ChangesView | None:
    """What changed since the pack before; None of a snapshot frozen before packs said so."""
    changes = pack.facts.changes
    if changes is None:
        return None
    since, now = _periods(pack)
    places = pack.localities_by_slug
    about = pack.facts.about
    own = about.name if about.is_of_one_place else ""
    names = Names(since, now, lambda change: _href(change, places), own)
    told = _told_of_dates(pack)
    shown = [_told_once(each, told) for each in changes.rows if _is_shown(each)]
    hidden = Counter(each.group for each in changes.rows if not _is_shown(each))
    return ChangesView(
        since=since,
        against=_against(changes.against, since),
        first=_first(pack.facts.about.kind, since),
        in_short=short_account(changes.rows),
        tables=change_tables(shown, names),
        other_words=_other_texts(hidden[Group.WORDS]),
        other_silent=_calm_before(hidden[Group.SILENT]),
    )


def _other_texts(number: int) -> str:
    return words.sentence(words.count(number, "other text")) if number else ""


def _calm_before(number: int) -> str:
    were = "was on track and is" if number == 1 else "were on track and are"
    return f"Of those without a report {number} {were} not listed." if number else ""


def _periods(pack: Reckoned) -> tuple[str, str]:
    """What the pack before is of, and this one: quarters, and of packs about a year years."""
    year = pack.facts.quarter.year
    if pack.facts.about.kind == PackKind.YEAR_END:
        return FinancialYear(year.start_year - 1).label, year.label
    return pack.previous_period, pack.short_period


def _against(against: Against | None, since: str) -> str:
    """ "edition 1 of Quarter 1 2013/14"; of a year the quarter up to which it was told."""
    if against is None:
        return ""
    quarter = against.quarter.short_label
    of = since if since == quarter else f"{since}, to {quarter}"
    return f"edition {against.edition} of {of}"


def _first(kind: str, since: str) -> str:
    match kind:
        case PackKind.YEAR_END:
            what = "This is the first year-end report: none on"
        case PackKind.DEPARTMENT:
            what = "This is the first statement: neither one nor a report on"
        case _:
            what = "No report on"
    return f"{what} {since} was published before this one, so there is nothing to compare it with."


def _is_shown(change: Change) -> bool:
    if change.group is Group.SILENT:
        return change.before in NEEDS_PATH_TO_GREEN
    if change.group is not Group.WORDS or change.kind is Kind.WORDS_OF_PLAN:
        return True
    if change.kind is Kind.WORDS or not change.before:
        return False
    found = rewording(change.before, change.after)
    return change.what == PROMISE or bool(found and found.runs)


def _told_of_dates(pack: Reckoned) -> Collection[str]:
    """The lines of which the exceptions say why their day changes."""
    if not pack.facts.tells_of("exceptions"):
        return ()
    behind = (each for each in pack.states if each.rating in NEEDS_PATH_TO_GREEN)
    return {f"milestone-{each.milestone.pk}" for each in behind}


def _told_once(change: Change, told: Collection[str]) -> Change:
    is_told = change.kind in (Kind.LATER, Kind.EARLIER) and change.line in told
    return replace(change, note="") if is_told else change


def _href(change: Change, places: Collection[str]) -> str:
    """Where the pack tells of it; nowhere when it is gone from the pack."""
    if change.kind is Kind.REMOVED or change.now == LOWERED:
        return ""
    if change.line.startswith(OF_STATEMENTS):
        return ""  # The statement tells their sums alone.
    is_told = not change.locality or change.locality in places or change.line.startswith("risk-")
    return f"#{anchor_of(change)}" if is_told else ""


def anchor_of(change: Change) -> str:
    """The part of a pack that tells of what changed: a risk, a locality's page, an outcome's."""
    if change.line.startswith("risk-"):
        return change.line
    if change.line.startswith(OF_STATEMENTS):
        return "statement"
    if change.locality:
        return locality_anchor(change.locality)
    if change.outcome is not None:
        return outcome_anchor(change.outcome)
    return "summary" if "-" in change.line else change.line


def short_account(rows: Sequence[Change]) -> str:
    """ "2 ratings got worse, 1 of them to off track, and 5 got better. 3 dates are later."

    Of a statement or a year what its figures did, and of ratings and dates only what moved.
    """
    groups = Counter(each.group for each in rows)
    kinds = Counter(each.kind for each in rows)
    said = [_figures(kinds), _payments(kinds), _networks(kinds), _savings(rows, kinds)]
    if not groups[Group.FIGURES] or groups[Group.WORSE] or groups[Group.BETTER]:
        said.append(_ratings(groups, kinds))
    said.append(_reports(kinds))
    if not groups[Group.FIGURES] or groups[Group.DATES]:
        said.append(_dates(kinds))
    said += [_plan(kinds), _restated(kinds)]
    return " ".join(f"{words.sentence(each)}." for each in said if each)


def _figures(kinds: Counter[Kind]) -> str:
    lower, higher = kinds[Kind.FIGURE_LOWER], kinds[Kind.FIGURE_HIGHER]
    if anew := kinds[Kind.FIGURE_ANEW]:
        return f"a year has begun, and {words.count(anew, 'figure')} of it count anew"
    if not lower and not higher:
        return ""
    return f"{words.count(higher, 'figure is', 'figures are')} higher and {lower or 'none'} lower"


def _payments(kinds: Counter[Kind]) -> str:
    sent, received = kinds[Kind.INVOICED], kinds[Kind.RECEIVED]
    if not sent and not received:
        return ""
    came = words.count(received, "payment was", "payments were")
    return f"{words.count(sent, 'invoice was', 'invoices were')} sent and {came} received"


def _networks(kinds: Counter[Kind]) -> str:
    left, joined = kinds[Kind.NETWORK_LEFT], kinds[Kind.NETWORK_JOINED]
    if not left and not joined:
        return ""
    return f"the department joined {words.count(joined, 'network')} and left {left or 'none'}"


def _savings(rows: Sequence[Change], kinds: Counter[Kind]) -> str:
    """What was claimed and validated since counts as both."""
    gone, claimed = kinds[Kind.SAVING_GONE], kinds[Kind.SAVING_CLAIMED]
    both = sum(each.kind is Kind.SAVING_CLAIMED and each.now == VALIDATED for each in rows)
    validated = kinds[Kind.SAVING_VALIDATED] + both
    if not gone and not claimed and not validated:
        return ""
    first = words.count(claimed, "saving was", "savings were")
    return (
        f"{first} newly claimed, {validated or 'none'} newly validated and "
        f"{gone or 'none'} withdrawn or refused"
    )


def _ratings(groups: Counter[Group], kinds: Counter[Kind]) -> str:
    worse, better = groups[Group.WORSE], kinds[Kind.BETTER]
    off = f" ({kinds[Kind.TO_OFF_TRACK]} to off track)" if kinds[Kind.TO_OFF_TRACK] else ""
    return f"{words.count(worse, 'rating')} got worse{off} and {better or 'none'} got better"


def _reports(kinds: Counter[Kind]) -> str:
    """What has a rating again, or has none any more, got neither better nor worse."""
    told = ((Kind.HEARD, "reported on again"), (Kind.SILENT, "without a report now"))
    return "; ".join(
        f"{words.count(kinds[kind], 'milestone is', 'milestones are')} {what}"
        for kind, what in told
        if kinds[kind]
    )


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
