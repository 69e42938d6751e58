"""Loads the business plan for 2013/14: outcomes, work programme and last year's offers."""

import datetime as dt
from collections.abc import Mapping

from csplan.audit.services import record as record_event
from csplan.core.models import SourceDocument
from csplan.demonstration.files import Record, read
from csplan.demonstration.transcription import Section
from programme.choices import PlanState
from programme.models import BusinessPlan, Offer, Outcome, WorkItem


def load_business_plan(
    documents: Mapping[str, SourceDocument], *, at: dt.datetime
) -> BusinessPlan:
    """Make what is missing of the plan; what is there stays as it is."""
    data = read("business_plan")
    document = documents[data["source"]]
    plan = _load_plan(data, document, at=at)
    section = Section(document, data["outcomes"]["section"])
    work_section = Section(document, data["work_programme"]["section"])
    for order, (outcome_data, texts) in enumerate(
        zip(data["outcomes"]["list"], data["work_programme"]["items"], strict=True), start=1
    ):
        outcome = _load_outcome(outcome_data, plan, section, order=order)
        _load_work_items(texts, outcome, work_section)
    _load_offers(data["offers"], plan, document)
    return plan


def _load_plan(data: Record, document: SourceDocument, *, at: dt.datetime) -> BusinessPlan:
    values = {key: data[key] for key in ("title", "first_year", "last_year", "purpose")}
    plan, is_new = BusinessPlan.objects.get_or_create(
        slug=data["slug"],
        defaults={
            **values,
            "notes": data["notes"].strip(),
            "state": PlanState.AGREED,
            **Section(document, data["section"]).quoting(data["purpose"]),
        },
    )
    if is_new:
        record_event(action="plan.transcribed", target=plan, actor=None, at=at)
    return plan


def _load_outcome(record: Record, plan: BusinessPlan, section: Section, *, order: int) -> Outcome:
    values = {"title": record["title"], "text": record["text"]}
    outcome, _ = Outcome.objects.get_or_create(
        plan=plan, order=order, defaults={**values, **section.quoting(record["text"])}
    )
    return outcome


def _load_work_items(texts: list[str], outcome: Outcome, section: Section) -> None:
    for order, text in enumerate(texts, start=1):
        WorkItem.objects.get_or_create(
            outcome=outcome,
            locality=None,
            order=order,
            defaults={"text": text, **section.quoting(text)},
        )


def _load_offers(data: Record, plan: BusinessPlan, document: SourceDocument) -> None:
    section = Section(document, data["section"])
    for order, row in enumerate(data["list"], start=1):
        Offer.objects.get_or_create(
            plan=plan,
            order=order,
            defaults={**row, **section.quoting("\n".join(row.values()))},
        )
