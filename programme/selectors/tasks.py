"""The sections of a return's task list, and how each of them stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from localities.models import Locality
from programme.models import CaseStudy, Event, QuarterlyReturn, Saving
from programme.rules.tasks import SectionState, logged_words, section_state
from programme.selectors.answers import Answers, MeasureLine, MilestoneLine
from programme.selectors.questions import ReturnQuestion, state_of_all
from programme.selectors.remarks import OVERVIEW


@dataclass(frozen=True, slots=True)
class TaskSection:
    """One section: where it begins, how much of it is answered, and its state in a word."""

    title: str
    url: str
    words: str
    state: SectionState | None


def task_sections(
    quarterly_return: QuarterlyReturn,
    answers: Answers,
    remarks: Mapping[str, str],
    questions: Sequence[ReturnQuestion],
) -> tuple[TaskSection, ...]:
    """Worst first: what is due or at risk, other milestones, measures, overview, questions.

    One query.
    """
    troubled = [line for line in answers.milestones if line.needs_attention]
    others = [line for line in answers.milestones if not line.needs_attention]
    overview = section_state(int(answers.has_overview), 1, is_troubled=OVERVIEW in remarks)
    found = [
        _milestones("Milestones due or at risk", "#attention", troubled, remarks),
        _milestones("Other milestones" if troubled else "Milestones", "#others", others, remarks),
        _measures(answers.measures, remarks),
        _logged(quarterly_return),
        TaskSection("Overview", "#overview", "", overview),
        _questions(questions),
    ]
    return tuple(section for section in found if section is not None)


def _milestones(
    title: str, url: str, lines: Iterable[MilestoneLine], remarks: Mapping[str, str]
) -> TaskSection | None:
    keys = {f"milestone-{line.milestone_id}": line.is_reported for line in lines}
    return _section(title, url, keys, remarks)


def _measures(lines: Iterable[MeasureLine], remarks: Mapping[str, str]) -> TaskSection | None:
    keys = {f"measure-{line.measure_id}": line.is_reported for line in lines}
    return _section("Measures", "#measures", keys, remarks)


def _section(
    title: str, url: str, keys: Mapping[str, bool], remarks: Mapping[str, str]
) -> TaskSection | None:
    if not keys:
        return None
    answered = sum(keys.values())
    is_troubled = not keys.keys().isdisjoint(remarks)
    state = section_state(answered, len(keys), is_troubled=is_troubled)
    return TaskSection(title, url, f"{answered} of {len(keys)} answered", state)


def _questions(questions: Sequence[ReturnQuestion]) -> TaskSection | None:
    if not questions:
        return None
    drafted = sum(each.is_drafted for each in questions)
    words = f"{drafted} of {len(questions)} drafted"
    return TaskSection("Questions from the NSG", "#questions", words, state_of_all(questions))


def _logged(quarterly_return: QuarterlyReturn) -> TaskSection:
    """What the locality logged as it happened: nothing to answer, but to look through."""
    quarter = quarterly_return.period.quarter
    counts = Locality.objects.filter(pk=quarterly_return.locality_id).values_list(
        _counted(Event.objects.standing().in_quarter(quarter)),
        _counted(Saving.objects.claimed().in_quarter(quarter)),
        _counted(CaseStudy.objects.standing().in_quarter(quarter)),
    )
    events, savings, case_studies = counts.order_by().get()
    words = logged_words(events=events, savings=savings, case_studies=case_studies)
    url = reverse("programme:delivery-locality", args=[quarterly_return.locality.slug])
    return TaskSection("Events, savings and case studies of the quarter", url, words, None)


def _counted(records: QuerySet[Any, Any]) -> Coalesce:
    """How many of these records are the outer locality's."""
    own = records.filter(locality=OuterRef("pk")).order_by().values("locality")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
