"""The kinds of change there are between two packs, in order of importance.

What needs the steering group's eye stands first, and within a group the worst of it:

| Group | Kinds, in order | Within a kind |
|---|---|---|
| Ratings that got worse | to off track; other; no report any more | most steps, then longest |
| Still off track or at risk | the same rating for two quarters or more | off track, then longest |
| Risks | escalated or higher; lower or closed | highest score |
| Measures | worse against plan; better; moved | as in the plan |
| Dates | later; agreed date changed; earlier | most days |
| The plan | taken out; added; target changed | as in the plan |
| Figures put right | put right, or given late | as in the plan |
| Ratings that got better | better; reported again | most steps |
| People | in posts; owners | as in the plan |
| Words | of what is off track or at risk; of the plan; others | as in the plan |

``KINDS`` is that order.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Group(StrEnum):
    """What a reader looks for."""

    WORSE = "worse"
    STILL = "still"
    RISKS = "risks"
    MEASURES = "measures"
    DATES = "dates"
    PLAN = "plan"
    RESTATED = "restated"
    BETTER = "better"
    PEOPLE = "people"
    WORDS = "words"


class Kind(StrEnum):
    """One kind of change."""

    TO_OFF_TRACK = "to_off_track"
    WORSE = "worse"
    SILENT = "silent"
    STILL = "still"
    RISK_UP = "risk_up"
    RISK_DOWN = "risk_down"
    MEASURE_WORSE = "measure_worse"
    MEASURE_BETTER = "measure_better"
    MEASURE_MOVED = "measure_moved"
    LATER = "later"
    REBASELINED = "rebaselined"
    EARLIER = "earlier"
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
    Group.WORSE: (Kind.TO_OFF_TRACK, Kind.WORSE, Kind.SILENT),
    Group.STILL: (Kind.STILL,),
    Group.RISKS: (Kind.RISK_UP, Kind.RISK_DOWN),
    Group.MEASURES: (Kind.MEASURE_WORSE, Kind.MEASURE_BETTER, Kind.MEASURE_MOVED),
    Group.DATES: (Kind.LATER, Kind.REBASELINED, Kind.EARLIER),
    Group.PLAN: (Kind.REMOVED, Kind.ADDED, Kind.RETARGETED),
    Group.RESTATED: (Kind.RESTATED,),
    Group.BETTER: (Kind.BETTER, Kind.HEARD),
    Group.PEOPLE: (Kind.POST, Kind.OWNER),
    Group.WORDS: (Kind.WORDS_OF_EXCEPTIONS, Kind.WORDS_OF_PLAN, Kind.WORDS),
}
KINDS: Sequence[Kind] = tuple(kind for kinds in GROUPS.values() for kind in kinds)
GROUP_OF: Mapping[Kind, Group] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
