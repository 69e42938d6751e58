"""The kinds of change there are between two packs, in order of importance.

What needs the steering group's eye stands first, and within a group the worst of it:

| Group | Kinds, in order | Within a kind |
|---|---|---|
| Figures of a statement or a year | lower; higher; counted anew; as before | as it tells them |
| Ratings that got worse | to off track; other | most steps, then longest |
| Still off track or at risk | the same rating for two quarters or more | off track, then longest |
| Without a report now | nothing was said this time | off track before, then at risk |
| Risks | escalated or higher; lower or closed | highest score |
| Measures | worse against plan; better; moved | as in the plan |
| Dates | later; agreed date changed; earlier | most days |
| Invoices and payments | no longer counted; put right; received; sent | the largest |
| Networks | left; joined; more or fewer people | as the statement tells them |
| Savings | withdrawn or refused; not valid any more; put right; validated; claimed | the largest |
| The plan | taken out; added; target changed | as in the plan |
| Figures put right | put right, or given late | as in the plan |
| Ratings that got better or are back | better; reported again | most steps |
| People | in posts; owners | as in the plan |
| Words | of what is off track or at risk; of the plan; others | as in the plan |

``KINDS`` is that order.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Group(StrEnum):
    """What a reader looks for."""

    FIGURES = "figures"
    WORSE = "worse"
    STILL = "still"
    SILENT = "silent"
    RISKS = "risks"
    MEASURES = "measures"
    DATES = "dates"
    PAYMENTS = "payments"
    NETWORKS = "networks"
    SAVINGS = "savings"
    PLAN = "plan"
    RESTATED = "restated"
    BETTER = "better"
    PEOPLE = "people"
    WORDS = "words"


class Kind(StrEnum):
    """One kind of change."""

    FIGURE_LOWER = "figure_lower"
    FIGURE_HIGHER = "figure_higher"
    FIGURE_ANEW = "figure_anew"
    FIGURE_SAME = "figure_same"
    TO_OFF_TRACK = "to_off_track"
    WORSE = "worse"
    STILL = "still"
    SILENT = "silent"
    RISK_UP = "risk_up"
    RISK_DOWN = "risk_down"
    MEASURE_WORSE = "measure_worse"
    MEASURE_BETTER = "measure_better"
    MEASURE_MOVED = "measure_moved"
    LATER = "later"
    REBASELINED = "rebaselined"
    EARLIER = "earlier"
    PAYMENT_GONE = "payment_gone"
    PAYMENT_CHANGED = "payment_changed"
    RECEIVED = "received"
    INVOICED = "invoiced"
    NETWORK_LEFT = "network_left"
    NETWORK_JOINED = "network_joined"
    PEOPLE_THERE = "people_there"
    SAVING_GONE = "saving_gone"
    SAVING_CHANGED = "saving_changed"
    SAVING_UNVALIDATED = "saving_unvalidated"
    SAVING_VALIDATED = "saving_validated"
    SAVING_CLAIMED = "saving_claimed"
    REMOVED = "removed"
    ADDED = "added"
    RETARGETED = "retargeted"
    RESTATED = "restated"
    BETTER = "better"
    HEARD = "heard"
    POST = "post"
    OWNER = "owner"
    WORDS_OF_EXCEPTIONS = "words_of_exceptions"
    WORDS_OF_PLAN = "words_of_plan"
    WORDS = "words"


GROUPS: Mapping[Group, Sequence[Kind]] = {
    Group.FIGURES: (
        Kind.FIGURE_LOWER, Kind.FIGURE_HIGHER, Kind.FIGURE_ANEW, Kind.FIGURE_SAME,
    ),
    Group.WORSE: (Kind.TO_OFF_TRACK, Kind.WORSE),
    Group.STILL: (Kind.STILL,),
    Group.SILENT: (Kind.SILENT,),
    Group.RISKS: (Kind.RISK_UP, Kind.RISK_DOWN),
    Group.MEASURES: (Kind.MEASURE_WORSE, Kind.MEASURE_BETTER, Kind.MEASURE_MOVED),
    Group.DATES: (Kind.LATER, Kind.REBASELINED, Kind.EARLIER),
    Group.PAYMENTS: (Kind.PAYMENT_GONE, Kind.PAYMENT_CHANGED, Kind.RECEIVED, Kind.INVOICED),
    Group.NETWORKS: (Kind.NETWORK_LEFT, Kind.NETWORK_JOINED, Kind.PEOPLE_THERE),
    Group.SAVINGS: (
        Kind.SAVING_GONE, Kind.SAVING_UNVALIDATED, Kind.SAVING_CHANGED, Kind.SAVING_VALIDATED,
        Kind.SAVING_CLAIMED,
    ),
    Group.PLAN: (Kind.REMOVED, Kind.ADDED, Kind.RETARGETED),
    Group.RESTATED: (Kind.RESTATED,),
    Group.BETTER: (Kind.BETTER, Kind.HEARD),
    Group.PEOPLE: (Kind.POST, Kind.OWNER),
    Group.WORDS: (Kind.WORDS_OF_EXCEPTIONS, Kind.WORDS_OF_PLAN, Kind.WORDS),
}  # fmt: skip
KINDS: Sequence[Kind] = tuple(kind for kinds in GROUPS.values() for kind in kinds)
GROUP_OF: Mapping[Kind, Group] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
