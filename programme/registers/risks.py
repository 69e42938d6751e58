"""The list of risks, declared for ``csplan.registers`` anew for each day: risks move."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.errors import IncompleteError
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    related_filter,
)
from csplan.registers.services import refuse_stale
from localities.choices import LOCALITY_ORDER
from localities.models import Locality
from programme.choices_engagement import RISK_LEVEL_COLOURS, RiskLevel
from programme.forms.risks import WHOLE_PLAN, RiskForm
from programme.models import BusinessPlan, Risk
from programme.permissions.engagement import (
    can_keep_for,
    can_keep_somewhere,
    can_read_engagement,
)
from programme.rules.risks import last_quarters_end
from programme.selectors.delivery import readable_localities
from programme.selectors.engagement import outcomes_of
from programme.selectors.risks import moved, with_score_before
from programme.services.delivery import InvalidRecordError
from programme.services.risks import change_risk, raise_risk


@transaction.atomic
def save_risk(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Risk:
    """Raise or change the form's risk through the services; refusals are theirs."""
    risk: Risk = form.instance
    try:
        if risk.pk is None:
            return raise_risk(risk=risk, actor=actor, at=at)
        stored = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
        refuse_stale(form, stored, seen)
        change_risk(risk=risk, version=stored.version, actor=actor, at=at)
    except InvalidRecordError as error:
        raise IncompleteError(error.message) from error
    return risk


def may_change(actor: Actor, risk: Risk) -> bool:
    """Its keepers, while it is open."""
    return not risk.is_closed and can_keep_for(actor, risk.locality)


def rows_on(day: dt.date) -> Callable[[Actor], QuerySet[Any]]:
    """The risks the actor may read, with what they need to show their movement on ``day``."""
    since = last_quarters_end(day)

    def rows(actor: Actor) -> QuerySet[Any]:
        visible = Risk.objects.visible_to(actor).ranked()
        loaded = visible.select_related("plan", "outcome__plan", "locality__cluster", "source")
        return with_score_before(loaded, since)

    return rows


def place_words(record: Any) -> str:
    return str(record.locality) if record.locality else WHOLE_PLAN


def score_tag(risk: Any) -> SafeString:
    """The score with its word; colour only repeats it."""
    level = RiskLevel(risk.level)
    words = f"{risk.score}\N{NO-BREAK SPACE}{level.label.lower()}"
    return status_tag(words, RISK_LEVEL_COLOURS[level])


def state_words(risk: Risk) -> str:
    if risk.closed_on is not None:
        return f"Closed {date_words(risk.closed_on)}"
    return "Escalated" if risk.is_escalated else "Open"


def _state_tag(risk: Risk) -> SafeString:
    if risk.is_closed:
        return status_tag("Closed", "grey")
    return status_tag("Escalated", "purple") if risk.is_escalated else status_tag("Open", "blue")


def _review_words(on: dt.date) -> Callable[[Risk], str]:
    def words(risk: Risk) -> str:
        late = ", overdue" if not risk.is_closed and risk.review_on < on else ""
        return f"{date_words(risk.review_on)}{late}"

    return words


# Filters


def _plans(actor: Actor) -> QuerySet[BusinessPlan]:
    return BusinessPlan.objects.visible_to(actor)


STATES = Filter(
    "state",
    "Show",
    lambda actor: (("open", "Open"), ("closed", "Closed")),
    lambda rows, value, on: rows.filter(closed_on__isnull=value != "closed"),
    every="Open and closed",
)
ESCALATED = Filter(
    "escalated",
    "Escalated",
    lambda actor: (("yes", "Escalated"), ("no", "Not escalated")),
    lambda rows, value, on: rows.filter(is_escalated=value == "yes"),
)
REVIEW = Filter(
    "review",
    "Review",
    lambda actor: (("overdue", "Overdue"),),
    lambda rows, value, on: rows.filter(closed_on__isnull=True, review_on__lt=on),
)


def place_filter(among: Callable[[Actor], QuerySet[Locality]]) -> Filter:
    """By locality, or what is the whole plan's."""
    of_locality = related_filter("locality", "Locality", among)
    return Filter(
        "locality",
        "Locality",
        lambda actor: (("plan", WHOLE_PLAN), *of_locality.options(actor)),
        lambda rows, value, on: (
            rows.filter(locality__isnull=True)
            if value == "plan"
            else of_locality.apply(rows, value, on)
        ),
    )


# The pages


STEPS = (
    ("Reassess the risk", "risk-reassess", lambda risk: True),
    ("Escalate the risk", "risk-escalate", lambda risk: not risk.is_escalated),
    ("Stand the risk down", "risk-stand-down", lambda risk: risk.is_escalated),
    ("Close the risk", "risk-close", lambda risk: True),
)


def _steps(risk: Risk, actor: Actor, on: dt.date) -> list[RecordLink]:
    if not may_change(actor, risk):
        return []
    return [
        RecordLink(words, reverse(f"programme:{name}", args=[risk.pk]))
        for words, name, applies in STEPS
        if applies(risk)
    ]


def where_from(record: Any, actor: Actor, on: dt.date) -> list[SummaryRow]:
    """That a record was made up for the demonstration; a source has a note of its own."""
    if record.source_id is None and record.is_illustrative:
        return [SummaryRow("Where it comes from", "Illustrative, added for demonstration")]
    return []


def _details(risk: Risk, actor: Actor, on: dt.date) -> list[SummaryRow]:
    rows = [SummaryRow("Raised", date_words(risk.raised_on))]
    if risk.is_escalated:
        rows.append(SummaryRow("Why it is escalated", risk.escalation_reason))
    if risk.is_closed:
        rows.append(SummaryRow("Why it was closed", risk.closed_reason))
    return [*rows, *where_from(risk, actor, on)]


def _matrix_link(actor: Actor) -> list[RecordLink]:
    return [RecordLink("Risks by likelihood and impact", reverse("programme:risk-matrix"))]


def risks_register(on: dt.date) -> Register:
    """The risks as they are listed on the day ``on``."""
    since = last_quarters_end(on)
    return Register(
        app="programme",
        slug="risks",
        singular="risk",
        plural="risks",
        lead="What may keep a plan from its promises, and what is done about it. "
        f"Last quarter ended on {date_words(since)}.",
        model=Risk,
        form=RiskForm,
        columns=(
            RegisterColumn("title", "Risk", order_by=("title",)),
            RegisterColumn("plan", "Plan", order_by=("plan__title",), is_listed=False),
            RegisterColumn(
                "locality", "Locality", "Empty for the whole plan", order_by=LOCALITY_ORDER,
                also_known_as=("slug",), shown=place_words,
            ),
            RegisterColumn("outcome", "Outcome", "With its plan’s title", is_listed=False),
            RegisterColumn("cause", "Cause", is_listed=False),
            RegisterColumn("effect", "Effect", is_listed=False),
            RegisterColumn("likelihood", "Likelihood", is_listed=False),
            RegisterColumn("impact", "Impact", is_listed=False),
            RegisterColumn("score_reason", "Why it is scored so", is_listed=False),
            RegisterColumn(
                "score", "Score", value=lambda risk: risk.score, shown=score_tag,
                order_by=("ranking",),
            ),
            RegisterColumn(
                "movement", "Since last quarter", value=moved
            ),
            RegisterColumn("mitigation", "Mitigation", is_listed=False),
            RegisterColumn("owner", "Owner", order_by=("owner",)),
            RegisterColumn(
                "review_on", "Next review", order_by=("review_on",), shown=_review_words(on)
            ),
            RegisterColumn(
                "state", "State", value=state_words, shown=_state_tag,
                order_by=("has_closed", "-is_escalated"),
            ),
        ),
        natural_key=("plan", "locality", "title"),
        rows=rows_on(on),
        can_see=can_read_engagement,
        can_manage=can_keep_somewhere,
        change_rule=may_change,
        search=("title", "cause", "effect", "mitigation", "owner"),
        filters=(
            STATES,
            related_filter("plan", "Plan", _plans),
            related_filter("outcome", "Outcome", lambda actor: outcomes_of(_plans(actor))),
            place_filter(readable_localities),
            ESCALATED,
            REVIEW,
        ),
        order_by=("has_closed", "-ranking", "title"),
        saver=save_risk,
        links=_steps,
        list_links=_matrix_link,
        details=_details,
    )  # fmt: skip
