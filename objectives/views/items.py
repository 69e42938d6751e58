"""Pages that write categories and items of a draft, take them out, and put them in order."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.errors import IncompleteError
from csplan.registers.selectors import history
from objectives.choices import ItemKind
from objectives.forms.items import (
    CategoryForm,
    ConfirmForm,
    EditForm,
    MeasureForm,
    ObjectiveForm,
    OrderForm,
)
from objectives.forms.milestones import MilestoneForm
from objectives.models import Category
from objectives.rules.fingerprints import fingerprint
from objectives.selectors.items import standing_groups
from objectives.selectors.revisions import published_references
from objectives.selectors.working import COLUMNS, find_item, item_origin, meaning_of
from objectives.services import categories as category_services
from objectives.services import items as item_services
from objectives.views.editing import DraftPage, EditPage

FORMS: Mapping[ItemKind, type[Any]] = {
    ItemKind.OBJECTIVE: ObjectiveForm,
    ItemKind.MEASURE: MeasureForm,
    ItemKind.MILESTONE: MilestoneForm,
}


class CategoryMixin(DraftPage):
    """A page about one category of the set."""

    @cached_property
    def subject(self) -> Any:
        return self.category

    @property
    def category(self) -> Category:
        rows = Category.objects.select_related("objective_set")
        found: Category = get_object_or_404(
            rows, objective_set=self.objective_set, pk=self.kwargs["pk"]
        )
        return found

    def anchor(self) -> str:
        return str(self.subject.reference)


class CategoryAddView(EditPage):
    """Add a category at the end of the set."""

    here = heading = "Add a category"

    def form(self, data: Any = None, **kwargs: Any) -> CategoryForm:
        form = CategoryForm(data, **kwargs)
        form.is_new = True
        return form

    def initial(self) -> dict[str, Any]:
        return {}

    def seen_now(self, form: Any) -> str:
        return ""

    def save(self, form: Any, seen: str) -> str:
        made = category_services.add_category(
            objective_set=self.objective_set, values=form.values(), actor=self.actor, at=self.at
        )
        self.made = made
        return f"Added: {made.title}"

    def next_url(self) -> str:
        if "another" in self.request.POST:
            return self.request.path
        return f"{self.set_url()}#{self.made.reference}"


class CategoryChangeView(CategoryMixin, EditPage):
    """The words of a category."""

    here = heading = "Change the category"

    def form(self, data: Any = None, **kwargs: Any) -> CategoryForm:
        return CategoryForm(data, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.subject, name) for name in CategoryForm.base_fields}

    def seen_now(self, form: Any) -> str:
        return fingerprint(self.subject, form.names())

    def save(self, form: Any, seen: str) -> str:
        category_services.change_category(
            category=self.subject, values=form.values(), seen=seen, actor=self.actor, at=self.at
        )
        return f"Saved: {form.cleaned_data['title']}"

    def beside(self) -> dict[str, Any]:
        remove = reverse("objectives:category-remove", args=self.address())
        return {"remove_url": remove, "events": history(self.subject, called="Category")}

    def address(self) -> list[Any]:
        return [self.objective_set.slug, self.subject.pk]


class ItemPage(DraftPage):
    """A page about items of one kind, named ``column`` in the address."""

    @cached_property
    def kind(self) -> ItemKind:
        kind = COLUMNS.get(self.kwargs["column"])
        if kind is None:
            raise Http404
        return kind

    @property
    def named(self) -> str:
        return self.kind.label.lower()

    def url(self, name: str, pk: int) -> str:
        column = self.kwargs["column"]
        return reverse(f"objectives:{name}", args=[self.objective_set.slug, column, pk])


class ItemFormPage(ItemPage, EditPage, ABC):
    def form(self, data: Any = None, **kwargs: Any) -> EditForm:
        more = {"by": self.actor.person} if self.kind == ItemKind.MILESTONE else {}
        form: EditForm = FORMS[self.kind](
            data,
            objective_set=self.objective_set,
            category=self.category,
            item=self.item(),
            **more,
            **kwargs,
        )
        return form

    def show_form(self, form: Any, **more: Any) -> HttpResponse:
        asks = getattr(form, "asks_about", None) is not None
        return super().show_form(form, **more, asks=asks)

    @property
    @abstractmethod
    def category(self) -> Category:
        """The category that the item is in."""

    @abstractmethod
    def item(self) -> Any:
        """The item, None for a new one."""


class ItemAddView(ItemFormPage):
    """Add an item at the end of its column, and perhaps another."""

    @property
    def heading(self) -> str:  # type: ignore[override]  # worked out
        article = "an" if self.kind == ItemKind.OBJECTIVE else "a"
        return f"Add {article} {self.named}"

    @property
    def here(self) -> str:  # type: ignore[override]  # worked out
        return self.heading

    @cached_property
    def category(self) -> Category:
        standing = Category.objects.filter(withdrawn_at=None).select_related("objective_set")
        found: Category = get_object_or_404(
            standing, objective_set=self.objective_set, pk=self.kwargs["pk"]
        )
        return found

    def item(self) -> Any:
        return None

    def initial(self) -> dict[str, Any]:
        return {}

    def seen_now(self, form: Any) -> str:
        return ""

    def save(self, form: Any, seen: str) -> str:
        made = item_services.add_item(
            category=self.category,
            kind=self.kind,
            values=form.values(),
            actor=self.actor,
            at=self.at,
        )
        self.made = made
        return said_of("Added", made)

    def next_url(self) -> str:
        if "another" in self.request.POST:
            return self.request.path
        return f"{self.set_url()}#{self.made.reference}"

    def beside(self) -> dict[str, Any]:
        return {"caption": self.category.title}

    def anchor(self) -> str:
        return self.category.reference


class OneItemMixin(ItemPage):
    """A page about one item."""

    @cached_property
    def subject(self) -> Any:
        found = find_item(self.objective_set, self.kwargs["column"], self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def anchor(self) -> str:
        return str(self.subject.reference)


class ItemChangeView(OneItemMixin, ItemFormPage):
    """One item, with the words that were published of it and how it departs from them."""

    @property
    def heading(self) -> str:  # type: ignore[override]  # worked out
        return f"Change {self.named} {self.subject.reference}"

    @property
    def here(self) -> str:  # type: ignore[override]  # worked out
        return self.heading

    @property
    def category(self) -> Category:
        found: Category = self.subject.category
        return found

    def item(self) -> Any:
        return self.subject

    def initial(self) -> dict[str, Any]:
        names = FORMS[self.kind].base_fields
        return {name: getattr(self.subject, name) for name in names}

    def seen_now(self, form: Any) -> str:
        return fingerprint(self.subject, form.names())

    def save(self, form: Any, seen: str) -> str:
        item_services.change_item(
            item=self.subject, values=form.values(), seen=seen, actor=self.actor, at=self.at
        )
        self.read_again()
        return said_of("Saved", self.subject)

    def beside(self) -> dict[str, Any]:
        return {
            "caption": self.category.title,
            "item": self.subject,
            "origin": item_origin(self.subject),
            "document": self.subject.source,
            "meaning": meaning_of(self.subject),
            "remove_url": self.url("item-remove", self.subject.pk),
            "events": history(self.subject, called=self.kind.label),
        }


def said_of(verb: str, item: Any) -> str:
    """What was saved, and how its date was read, so that a wrong reading is noticed."""
    meaning = meaning_of(item)
    if not meaning or not item.date_phrase:
        return f"{verb}: {item.reference}"
    return f"{verb}: {item.reference}. Its date, “{item.date_phrase}”, means: {meaning}"


class TakeOutPage(DraftPage, ABC):
    """Taking something out, read and confirmed: withdrawn if it was ever published."""

    subject: Any

    @cached_property
    def was_published(self) -> bool:
        return self.subject.reference in published_references(self.objective_set)

    @property
    def verb(self) -> str:
        return "Withdraw" if self.was_published else "Remove"

    @property
    def here(self) -> str:  # type: ignore[override]  # worked out
        return f"{self.verb} {self.named} {self.subject.reference}"

    @property
    def named(self) -> str:
        """What kind of thing it is."""
        return "category"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        return self.show_step(ConfirmForm(label=self.here))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        said = f"{'Withdrawn' if self.was_published else 'Removed'}: {self.subject.reference}"
        form = ConfirmForm(request.POST, label=self.here)
        if not form.is_valid():
            return self.show_step(form)
        try:
            self.take_out()
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_step(form)
        messages.success(request, said)
        return redirect(self.set_url())

    def show_step(self, form: Any) -> HttpResponse:
        form.cancel_url = self.return_url()
        context = {
            "form": form,
            "heading": self.here,
            "subject": self.subject,
            "was_published": self.was_published,
            "noun": self.named,
        }
        return self.show("objectives/office/take_out.html", context)

    @abstractmethod
    def take_out(self) -> None:
        """Take the subject out of the draft."""


class CategoryRemoveView(CategoryMixin, TakeOutPage):
    def take_out(self) -> None:
        category_services.take_out_category(category=self.subject, actor=self.actor, at=self.at)


class ItemRemoveView(OneItemMixin, TakeOutPage):
    def take_out(self) -> None:
        item_services.take_out_item(item=self.subject, actor=self.actor, at=self.at)


class PutBackPage(DraftPage, ABC):
    """A button on the set's page that lets what was withdrawn stand again."""

    http_method_names = ["post", "options"]
    subject: Any

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.put_back()
        messages.success(request, f"Put back: {self.subject.reference}")
        return redirect(self.return_url())

    @abstractmethod
    def put_back(self) -> None:
        """Let the subject stand again."""


class CategoryPutBackView(CategoryMixin, PutBackPage):
    def put_back(self) -> None:
        category_services.put_back_category(category=self.subject, actor=self.actor, at=self.at)


class ItemPutBackView(OneItemMixin, PutBackPage):
    def put_back(self) -> None:
        item_services.put_back_item(item=self.subject, actor=self.actor, at=self.at)


class OrderPage(DraftPage, ABC):
    """A list whose lines are given their positions."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        return self.show_form(OrderForm(lines=self.lines()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = OrderForm(request.POST, lines=self.lines())
        if not form.is_valid():
            return self.show_form(form)
        self.save(form)
        messages.success(request, "Saved: the order")
        return redirect(self.return_url())

    def show_form(self, form: OrderForm) -> HttpResponse:
        form.cancel_url = self.return_url()
        lead = "Give each line the position it is to have. The others move along."
        context = {"form": form, "heading": self.here, "lead": lead}
        return self.show("objectives/office/edit.html", context, status=HTTPStatus.OK)

    @abstractmethod
    def lines(self) -> Sequence[tuple[int, str]]:
        """Each line's place and words."""

    @abstractmethod
    def save(self, form: OrderForm) -> None:
        """Keep the positions given."""


class CategoryOrderView(OrderPage):
    here = "Order of the categories"

    def lines(self) -> list[tuple[int, str]]:
        standing = self.objective_set.categories.filter(withdrawn_at=None).order_by("order")
        return [(row.order, f"{row.reference}: {row.title}") for row in standing]

    def save(self, form: OrderForm) -> None:
        category_services.reorder_categories(
            objective_set=self.objective_set,
            order=form.order(),
            seen=form.seen_places(),
            actor=self.actor,
            at=self.at,
        )


class ItemOrderView(ItemPage, OrderPage):
    @property
    def here(self) -> str:  # type: ignore[override]  # worked out
        return f"Order of the {self.named}s"

    @cached_property
    def category(self) -> Category:
        rows = Category.objects.select_related("objective_set")
        found: Category = get_object_or_404(
            rows, objective_set=self.objective_set, pk=self.kwargs["pk"]
        )
        return found

    def anchor(self) -> str:
        return self.category.reference

    def lines(self) -> list[tuple[int, str]]:
        groups = standing_groups(self.category, self.kind)
        return [
            (group[0].order, " ".join(f"{row.reference}: {row.text}" for row in group))
            for group in groups
        ]

    def save(self, form: OrderForm) -> None:
        item_services.reorder_items(
            category=self.category,
            kind=self.kind,
            order=form.order(),
            seen=form.seen_places(),
            actor=self.actor,
            at=self.at,
        )
