"""Whether returns still say what a pack was built from."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from localities.choices import LOCALITY_ORDER
from programme.choices import AFTER_ACCEPTANCE
from programme.models import QuarterlyReturn
from programme.querysets import QuarterlyReturnQuerySet

Told = Mapping[str, Any]
"""A return as a pack has it: its ``id``, its ``version`` and whether it ``counts``."""

OF_A_RETURN = ("id", "version", "counts")
RESTS_ON = "rests_on"
"""What a pack's manifest calls the returns that it rests on, for pages, which read no snapshot."""


def rests_on(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The returns that a pack was made from, those of earlier quarters too.

    A snapshot from before those were named has its own quarter's alone.
    """
    return [*snapshot["returns"], *snapshot.get("earlier_returns", [])]


def noted(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same, as the manifest keeps it."""
    return [{name: row[name] for name in OF_A_RETURN} for row in rests_on(snapshot)]


def revisions_of(told: Iterable[Told]) -> QuarterlyReturnQuerySet:
    """Every revision there is of the returns that a pack rests on."""
    held = QuarterlyReturn.objects.filter(pk__in=[row["id"] for row in told])
    same = held.filter(period=OuterRef("period"), locality=OuterRef("locality"))
    return QuarterlyReturn.objects.filter(Exists(same)).order_by("pk")


def changed_since(told: Iterable[Told]) -> list[str]:
    """Which of the returns a pack rests on were corrected, or taken back, since it was built.

    In words: "North West, Quarter 2 2013/14", earliest first. A first return that lacked and came
    in since is none of them: the pack names it as missing, as whoever had it built answers for.
    One query.
    """
    rows = {row["id"]: row for row in told}
    accepted = QuarterlyReturn.objects.filter(state__in=AFTER_ACCEPTANCE)
    later = accepted.filter(
        period=OuterRef("period"),
        locality=OuterRef("locality"),
        revision__gt=OuterRef("revision"),
    )
    now = QuarterlyReturn.objects.filter(pk__in=rows).annotate(is_corrected=Exists(later))
    in_order = now.select_related("period", "locality").order_by(
        "period__starts_on", *LOCALITY_ORDER, "pk"
    )
    return [str(each) for each in in_order if _differs(each, rows[each.pk])]


def _differs(now: QuarterlyReturn, told: Told) -> bool:
    """Whether what counted has changed, or a correction that did not count yet does by now."""
    if now.is_corrected:  # type: ignore[attr-defined]  # annotated
        return True
    counts = now.state in AFTER_ACCEPTANCE
    if told["counts"]:
        return not counts or now.version != told["version"]
    return counts and now.revision > 1
