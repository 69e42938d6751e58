"""Keeping what must change in single answers of a return that is sent back."""

from collections.abc import Iterator, Mapping

from programme.models import MeasureUpdate, MilestoneUpdate, ReturnRemark, ReturnTransition


def keep_remarks(transition: ReturnTransition, remarks: Mapping[str, str]) -> None:
    """Pin each remark to its answer, named as "milestone-12", "measure-3" or "overview".

    One about an answer of another return is left out.
    """
    if remarks:
        ReturnRemark.objects.bulk_create([*_pinned(transition, remarks)])


def _pinned(transition: ReturnTransition, remarks: Mapping[str, str]) -> Iterator[ReturnRemark]:
    own = {"quarterly_return": transition.quarterly_return_id}
    common = {"transition": transition, "by": transition.by, "at": transition.at}
    if words := remarks.get("overview"):
        seen = transition.quarterly_return.overview_version
        yield ReturnRemark(seen_version=seen, words=words, **common)
    for milestone in MilestoneUpdate.objects.filter(**own):
        if words := remarks.get(f"milestone-{milestone.milestone_id}"):
            yield ReturnRemark(
                milestone_update=milestone, seen_version=milestone.version, words=words, **common
            )
    for measure in MeasureUpdate.objects.filter(**own):
        if words := remarks.get(f"measure-{measure.measure_id}"):
            yield ReturnRemark(
                measure_update=measure, seen_version=measure.version, words=words, **common
            )
