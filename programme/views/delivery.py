"""The record of delivery: what a locality did, what it came to, and what follows from it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import NotPermittedError, StaleVersionError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, PeriodError, Quarter
from csplan.registers.declaration import Register
from csplan.registers.tables import cell_words
from localities.models import Locality
from objectives.selectors.public_objectives import PublishedMeasure, published_measure
from programme.forms.delivery import (
    AcceptVisitForm,
    CompleteVisitForm,
    DecisionForm,
    DeclineVisitForm,
    RefuseForm,
    UseRecordForm,
    ValidateForm,
    WithdrawForm,
)
from programme.models import DerivedMeasure, MeasureUpdate, Visit, VisitStandard
from programme.permissions.delivery import (
    can_answer_visit,
    can_configure_delivery,
    can_decide,
    can_decide_savings,
    can_log,
    can_log_somewhere,
    can_read_delivery,
    reads_every_locality,
)
from programme.permissions.returns import can_edit
from programme.registers.delivery import LOGS, SAVINGS, VISITS
from programme.rules.delivery import may_decide_saving
from programme.selectors.delivery import (
    claims_like_elsewhere,
    kind_lines,
    readable_localities,
    savings_statement,
    standard_of,
    visits_interval,
    waiting_savings,
)
from programme.selectors.derived import derived_lines, record_figure, records_behind
from programme.services.delivery import InvalidRecordError, withdraw_record
from programme.services.derived import use_record
from programme.services.savings import refuse_saving, validate_saving
from programme.services.visits import accept_visit, complete_visit, decline_visit
from programme.views.base import (
    PAGE_SIZE,
    ProgrammePage,
    pages,
    quarter_or_404,
    return_url,
    update_or_404,
)


def key_or_404(number: int) -> int:
    """A number that can be a key: databases refuse to look for a larger one."""
    if number > BigIntegerField.MAX_BIGINT:
        raise Http404
    return number


def _url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=args)


class DeliveryPage(ProgrammePage):
    """A page for those to whom some locality's record is open."""

    def refuse_others(self) -> None:
        if not can_read_delivery(self.actor):
            raise NotPermittedError("You may not see the record of delivery")

    def trail(self, *steps: Crumb) -> list[Crumb]:
        return [Crumb("Delivery", _url("delivery")), *steps]

    def back_url(self) -> str:
        return _url("delivery")

    @cached_property
    def quarter(self) -> Quarter:
        """The one asked for, or the one being reported, or the one the day falls in."""
        slug = self.request.GET.get("quarter", "")
        if slug:
            return quarter_or_404(slug)
        reported = ReportingPeriod.objects.open_at(self.at).first()
        return reported.quarter if reported else Quarter.containing(self.today)

    @cached_property
    def year(self) -> FinancialYear:
        slug = self.request.GET.get("year", "")
        try:
            return FinancialYear.parse(slug) if slug else FinancialYear.containing(self.today)
        except PeriodError:
            raise Http404 from None

    def quarters(self) -> list[Quarter]:
        """This quarter and the four before it, latest first."""
        latest = Quarter.containing(self.today)
        found = [latest]
        while len(found) < 5:
            found.append(found[-1].previous)
        return found


class DeliveryHome(DeliveryPage):
    """What to log, what was logged this quarter, and what waits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        waiting = waiting_savings(self.actor) if can_decide_savings(self.actor) else (0, 0)
        context = {
            "quarter": self.quarter,
            "quarters": self.quarters(),
            "lines": shown_lines(kind_lines(self.actor, self.quarter), self.quarter),
            "may_log": can_log_somewhere(self.actor),
            "localities": readable_localities(self.actor),
            "waiting_count": waiting[0],
            "waiting_pence": waiting[1],
            "may_configure": can_configure_delivery(self.actor),
        }
        return self.show("programme/delivery/home.html", context)


class LocalityDelivery(DeliveryPage):
    """One locality's record of one quarter, and the measures that follow it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse_others()
        locality = get_object_or_404(readable_localities(self.actor), slug=slug)
        lines = kind_lines(self.actor, self.quarter, locality=locality)
        context = {
            "locality": locality,
            "quarter": self.quarter,
            "quarters": self.quarters(),
            "lines": shown_lines(lines, self.quarter, locality),
            "derived": derived_lines(locality.pk, self.quarter),
            "may_log": can_log(self.actor, locality),
            "crumbs": self.trail(Crumb(locality.name)),
        }
        return self.show("programme/delivery/locality.html", context)


def shown_lines(
    lines: Any, quarter: Quarter, locality: Locality | None = None
) -> list[dict[str, Any]]:
    """Each kind with where its records are listed and where one is added."""
    query = f"quarter={quarter.slug}&standing=yes"
    if locality is not None:
        query += f"&locality={locality.pk}"
    return [
        {
            "line": line,
            "register": LOGS[line.kind],
            "url": f"{reverse(LOGS[line.kind].url_name('list'))}?{query}",
            "add_url": reverse(LOGS[line.kind].url_name("add")),
            "add_words": LOGS[line.kind].add_words,
        }
        for line in lines
    ]


class SavingsStatementView(DeliveryPage):
    """Claimed, validated and cashable savings of a year against its contributions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        context = {
            "statement": savings_statement(self.year, self.actor),
            "is_national": reads_every_locality(self.actor),
            "year": self.year,
            "crumbs": self.trail(
                Crumb("Savings", _url("saving-list")), Crumb("Savings against contributions")
            ),
        }
        return self.show("programme/delivery/statement.html", context)


class VisitIntervalView(DeliveryPage):
    """How often visits took place against how often they should."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        standard = standard_of(self.year)
        days = (self.year.starts_on, self.year.ends_on)
        done = Visit.objects.done().filter(visit_on__range=days)
        context = {
            "year": self.year,
            "standard": standard,
            "measure": _published(standard),
            "interval": visits_interval(standard, year=self.year) if standard else None,
            "visits": done.visible_to(self.actor).select_related("locality").order_by("-visit_on"),
            "may_configure": can_configure_delivery(self.actor),
            "crumbs": self.trail(
                Crumb("Visits", _url("visit-list")), Crumb("How often visits take place")
            ),
        }
        return self.show("programme/delivery/interval.html", context)


def _published(standard: VisitStandard | None) -> PublishedMeasure | None:
    """The words of the measure that the standard comes from, as anybody may read them."""
    measure = standard.measure if standard else None
    return published_measure(measure) if measure else None


class MeasureRecordsView(DeliveryPage):
    """Exactly the records that a measure's figure adds up, for one locality and quarter."""

    def get(self, request: HttpRequest, pk: int, period: str, locality: str) -> HttpResponse:
        self.refuse_others()
        place = get_object_or_404(readable_localities(self.actor), slug=locality)
        quarter = quarter_or_404(period)
        rows = DerivedMeasure.objects.select_related("measure__outcome")
        derivation = get_object_or_404(
            rows.prefetch_related("event_types"), measure=key_or_404(pk)
        )
        behind = records_behind(derivation, quarter).filter(locality=place.pk)
        register = next(one for one in LOGS.values() if one.model is behind.model)
        found = register.rows(self.actor).filter(pk__in=behind.order_by().values("pk"))
        listed = Paginator(found.order_by(*register.order_by, "pk"), PAGE_SIZE)
        page = listed.get_page(request.GET.get("page"))
        context = {
            "measure": derivation.measure,
            "derivation": derivation,
            "locality": place,
            "quarter": quarter,
            "figure": record_figure(derivation, place.pk, quarter),
            "table": record_table(register, page),
            "pages": pages(page, f"Pages of {register.plural}"),
            "crumbs": self.trail(
                Crumb(place.name, _url("delivery-locality", place.slug)),
                Crumb(derivation.measure.title),
            ),
        }
        return self.show("programme/delivery/measure_records.html", context)


def record_table(register: Register, records: Iterable[Any]) -> dict[str, Any]:
    """The listed columns of ``records``, each row with its address."""
    columns = [column for column in register.columns if column.is_listed]
    pattern = reverse(register.url_name("record"), args=[0])
    fields = register.form.base_fields
    rows = [
        {
            "url": pattern.replace("/0/", f"/{record.pk}/"),
            "cells": [
                (column.heading, cell_words(column, fields.get(column.name), record))
                for column in columns
            ],
        }
        for record in records
    ]
    return {"headings": [column.heading for column in columns], "rows": rows}


class UseRecordView(ProgrammePage):
    """Report the figure the record gives, with one press."""

    http_method_names = ["post", "options"]

    @cached_property
    def update(self) -> MeasureUpdate:
        slugs = self.kwargs["period"], self.kwargs["locality"]
        measure = key_or_404(self.kwargs["pk"])
        return update_or_404(MeasureUpdate, self.actor, *slugs, measure=measure)

    def back_url(self) -> str:
        pk = self.update.measure_id
        return return_url("measure-update", self.update.quarterly_return, pk)

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        if not can_edit(self.actor, self.update.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinators can change its return")
        form = UseRecordForm(request.POST)
        if not form.is_valid():
            return redirect(self.back_url())
        version = form.cleaned_data["version"]
        figure = use_record(update=self.update, version=version, actor=self.actor, at=self.at)
        title = self.update.measure.title
        messages.success(request, f"Saved: {title}, {figure.figure} from {figure.records}")
        return redirect(return_url("return-detail", self.update.quarterly_return))


class DecisionPage(DeliveryPage):
    """One step about one record, on a page that shows the record."""

    register: Register = SAVINGS
    form_class: type[DecisionForm] = DecisionForm
    heading = ""
    lead = ""

    @property
    def log(self) -> Register:
        return self.register

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(self.log.rows(self.actor), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse(self.log.url_name("record"), args=[self.kwargs["pk"]])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_strangers()
        return self.show_form(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_strangers()
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.decide(form.cleaned_data)
        except StaleVersionError:
            return self.stale()
        except InvalidRecordError as error:
            for name, words in error.problems.items():
                form.add_error(name if name in form.fields else None, words)
            return self.show_form(form)
        messages.success(request, f"Saved: {self.record}")
        return redirect(self.back_url())

    def stale(self) -> HttpResponse:
        """The record as it is now, with what was typed, to be decided on again."""
        del self.record
        data = self.request.POST.copy()
        data["version"] = str(self.record.version)
        form = self.form_class(data)
        form.add_error(None, "Somebody changed this while you were reading. Look at it again")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def show_form(self, form: DecisionForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {
            "form": form,
            "heading": self.heading,
            "lead": self.lead,
            "rows": summary(self.log, self.record, self.actor, self.today),
            "beside": self.beside(),
            "crumbs": self.trail(
                Crumb(self.log.title, reverse(self.log.url_name("list"))),
                Crumb(str(self.record), self.back_url()),
                Crumb(self.heading),
            ),
        }
        return self.show("programme/delivery/decision.html", context, status=status)

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def beside(self) -> Any:
        return ()

    def refuse_strangers(self) -> None:
        raise NotImplementedError

    def decide(self, data: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def step(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"version": data["version"], "actor": self.actor, "at": self.at}


def summary(register: Register, record: Any, actor: Any, on: dt.date) -> list[SummaryRow]:
    """The record's own page in rows."""
    fields = register.form.base_fields
    rows = [
        SummaryRow(column.heading, cell_words(column, fields.get(column.name), record) or "–")
        for column in register.columns
    ]
    return [*rows, *register.details(record, actor, on)]


class WithdrawView(DecisionPage):
    form_class = WithdrawForm
    heading = "Withdraw what was logged by mistake"

    @property
    def log(self) -> Register:
        try:
            return LOGS[self.kwargs["kind"]]
        except KeyError:
            raise Http404 from None

    def refuse_strangers(self) -> None:
        if not can_log(self.actor, self.record.locality):
            raise NotPermittedError("Only the locality’s co-ordinators can withdraw a record")

    def decide(self, data: Mapping[str, Any]) -> None:
        withdraw_record(record=self.record, reason=data["reason"], **self.step(data))


class SavingDecisionPage(DecisionPage):
    """The national team decides on a claim that others made."""

    def refuse_strangers(self) -> None:
        if not can_decide(self.actor, self.record):
            raise NotPermittedError("The national team decides on savings others have claimed")

    def beside(self) -> Any:
        """Claims of other localities that may be for the same money."""
        is_open = may_decide_saving(self.record.state)
        return claims_like_elsewhere(self.record) if is_open else ()


class ValidateSavingView(SavingDecisionPage):
    form_class = ValidateForm
    heading = "Validate a saving"
    lead = "You say that the evidence shows this saving, and that nobody else has counted it."

    def decide(self, data: Mapping[str, Any]) -> None:
        validate_saving(saving=self.record, **self.step(data))


class RefuseSavingView(SavingDecisionPage):
    form_class = RefuseForm
    heading = "Refuse a saving"

    def decide(self, data: Mapping[str, Any]) -> None:
        refuse_saving(saving=self.record, reason=data["reason"], **self.step(data))


class VisitAnswerPage(DecisionPage):
    register = VISITS

    def refuse_strangers(self) -> None:
        if not can_answer_visit(self.actor, self.record.locality):
            raise NotPermittedError("Only its co-ordinators and the national team answer an offer")

    def answer(self, data: Mapping[str, Any]) -> dict[str, Any]:
        day = {"visit_on": data["visit_on"]} if "visit_on" in data else {}
        return {"visit": self.record, "answer": data["answer"], **day, **self.step(data)}


class AcceptVisitView(VisitAnswerPage):
    form_class = AcceptVisitForm
    heading = "A visit was accepted"

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "visit_on": self.record.first_possible_on}

    def decide(self, data: Mapping[str, Any]) -> None:
        accept_visit(**self.answer(data))


class CompleteVisitView(VisitAnswerPage):
    form_class = CompleteVisitForm
    heading = "A visit took place"

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "visit_on": self.record.visit_on}

    def decide(self, data: Mapping[str, Any]) -> None:
        complete_visit(**self.answer(data))


class DeclineVisitView(VisitAnswerPage):
    form_class = DeclineVisitForm
    heading = "A visit was declined"

    def decide(self, data: Mapping[str, Any]) -> None:
        decline_visit(**self.answer(data))
