"""What changed about who holds posts, and about risks and who owns them."""

from collections.abc import Iterator
from typing import Any

from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides
from reporting.document.facts import Locality
from reporting.document.risks.facts import Risk

LOWERED = "lowered"
"""What is said of a risk that is no longer escalated, and so no longer in the pack."""


def people_changes(sides: Sides) -> Iterator[Change]:
    """Each post of a locality that both packs tell of, and whose holders differ."""
    before = {each.slug: _holders(each) for each in sides.before.localities}
    for each in sides.after.localities:
        if each.slug not in before:
            continue
        was, now = before[each.slug], _holders(each)
        for post in dict.fromkeys((*was, *now)):
            then, since = was.get(post, ""), now.get(post, "")
            if then != since:
                yield sides.of_locality(Kind.POST, each, what=post, before=then, after=since)


def _holders(locality: Locality) -> dict[str, str]:
    """Everybody who holds each post, in one line."""
    held: dict[str, list[str]] = {}
    for each in locality.posts:
        held.setdefault(each.post, []).append(each.holder)
    return {post: ", ".join(name for name in names if name) for post, names in held.items()}


def risk_changes(sides: Sides) -> Iterator[Change]:
    """Risks in the packs: new, higher, lower, closed, no longer escalated, another's."""
    if sides.before.risks is None or sides.after.risks is None:
        return
    before = {each.pk: each for each in sides.before.risks.rows}
    after = {each.pk for each in sides.after.risks.rows}
    for each in sides.after.risks.rows:
        yield from _changes(before.get(each.pk), each)
    for each in before.values():
        if each.pk not in after and each.closed_on is None:
            yield _change(Kind.RISK_DOWN, each, before=str(_score(each)), now=LOWERED)


def _changes(was: Risk | None, now: Risk) -> Iterator[Change]:
    then = str(_score(was)) if was else ""
    is_closed = now.closed_on is not None
    if is_closed and (was is None or was.closed_on is None):
        yield _change(Kind.RISK_DOWN, now, before=then, now="closed", note=now.closed_reason)
    elif not is_closed and (was is None or was.closed_on is not None):
        yield _change(
            Kind.RISK_UP, now, after=str(_score(now)), now="new", note=now.escalated_because
        )
    elif was is not None and _score(was) != _score(now):
        kind = Kind.RISK_UP if _score(now) > _score(was) else Kind.RISK_DOWN
        yield _change(kind, now, before=then, after=str(_score(now)))
    if was is not None and was.owner != now.owner:
        yield _change(Kind.OWNER, now, what="Owner", before=was.owner, after=now.owner)


def _score(risk: Risk) -> int:
    return risk.likelihood * risk.impact


def _change(kind: Kind, risk: Risk, **more: Any) -> Change:
    return Change(
        kind,
        f"risk-{risk.pk}",
        risk.title,
        locality=risk.locality or "",
        place=risk.locality_name,
        outcome=risk.outcome,
        **more,
    )
