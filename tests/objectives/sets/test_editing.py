"""Writing the categories and items of a draft."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from objectives.choices import ItemKind, SetState
from objectives.models import Category, Milestone, Objective, ObjectiveSet, PerformanceMeasure
from objectives.rules.fingerprints import fingerprint
from objectives.selectors.items import standing_groups
from objectives.services import categories, items
from objectives.services.copying import copy_items
from tests.conftest import NOW
from tests.factories import ObjectiveSetFactory, SourceDocumentFactory, publish_set
from tests.objectives.sets.offices import Draft

pytestmark = pytest.mark.django_db


def add(draft: Draft, kind: ItemKind = ItemKind.OBJECTIVE, **values: Any) -> Any:
    values = {"text": "Another", **values}
    return items.add_item(category=draft.category, kind=kind, values=values, **draft.by_office())


def change(draft: Draft, item: Any, seen: str = "", **values: Any) -> None:
    seen = seen or fingerprint(item, values)
    items.change_item(item=item, values=values, seen=seen, **draft.by_office())


def publish_and_reopen(draft: Draft) -> None:
    publish_set(draft.objective_set)
    ObjectiveSet.objects.filter(pk=draft.objective_set.pk).update(state=SetState.DRAFT)


class TestAddItem:
    def test_numbers_each_kind_in_its_set_and_never_gives_a_number_twice(
        self, draft: Draft
    ) -> None:
        publish_and_reopen(draft)
        items.take_out_item(item=draft.objective, **draft.by_office())
        again = [add(draft).reference, add(draft, ItemKind.MILESTONE).reference]
        assert [draft.objective.reference, draft.measure.reference] == ["O1", "P1"]
        assert again == ["O2", "M2"]

    def test_records_one_event_and_a_new_version(self, draft: Draft) -> None:
        before = AuditEvent.objects.count()
        draft.objective_set.refresh_from_db()
        version = draft.objective_set.version
        made = add(draft, text="  Words\r\nin lines ")
        draft.objective_set.refresh_from_db()
        assert AuditEvent.objects.count() == before + 1
        assert draft.objective_set.version == version + 1
        assert made.text == "Words\nin lines"

    def test_keeps_the_place_of_a_bullet_of_a_document(self, draft: Draft) -> None:
        made = add(draft, source=SourceDocumentFactory.create(), source_words="Another", order=7)
        assert (made.source_order, draft.objective.source_order) == (7, None)

    def test_keeps_sub_points_one_deep_and_links_in_their_category(self, draft: Draft) -> None:
        point = add(draft, under=draft.objective)
        with pytest.raises(IncompleteError, match="none itself"):
            add(draft, under=point)
        other = categories.add_category(
            objective_set=draft.objective_set, values={"title": "Corporate"}, **draft.by_office()
        )
        with pytest.raises(IncompleteError, match="another category"):
            items.add_item(
                category=other,
                kind=ItemKind.MEASURE,
                values={"text": "Linked", "objective": draft.objective},
                **draft.by_office(),
            )

    def test_is_for_the_own_office_and_a_draft(self, draft: Draft) -> None:
        place: Any = {"category": draft.category, "kind": ItemKind.OBJECTIVE}
        with pytest.raises(NotPermittedError):
            items.add_item(**place, values={"text": "x"}, actor=draft.head, at=NOW)
        ObjectiveSet.objects.update(state=SetState.SUBMITTED)
        with pytest.raises(WrongStateError):
            add(draft)
        assert Objective.objects.count() == 1


class TestChangeItem:
    def test_writes_what_differs_and_nothing_when_nothing_does(self, draft: Draft) -> None:
        change(draft, draft.objective, text="Lead the wider reform", owner="")
        event = AuditEvent.objects.latest("pk")
        assert event.action == "objective.changed"
        assert (event.before, event.after) == (
            {"text": "Lead the reform"},
            {"text": "Lead the wider reform"},
        )
        draft.objective.refresh_from_db()
        change(draft, draft.objective, text="Lead the wider reform")
        assert AuditEvent.objects.latest("pk") == event

    def test_refuses_to_overwrite_what_it_has_not_seen(self, draft: Draft) -> None:
        seen = fingerprint(draft.objective, ["text"])
        change(draft, draft.objective, text="Theirs")
        with pytest.raises(StaleVersionError):
            change(draft, draft.objective, seen=seen, text="Mine")
        draft.objective.refresh_from_db()
        assert draft.objective.text == "Theirs"

    def test_moves_to_the_end_of_another_category(self, draft: Draft) -> None:
        other = categories.add_category(
            objective_set=draft.objective_set, values={"title": "Corporate"}, **draft.by_office()
        )
        change(draft, draft.milestone, category=other)
        draft.milestone.refresh_from_db()
        assert (draft.milestone.category, draft.milestone.reference) == (other, "M1")
        add(draft, ItemKind.MEASURE, objective=draft.objective)
        with pytest.raises(IncompleteError, match="Unlink P2 first"):
            change(draft, draft.objective, category=other)


class TestTakeOut:
    def test_removes_what_was_never_published_and_withdraws_what_was(self, draft: Draft) -> None:
        publish_and_reopen(draft)
        new = add(draft)
        for item in (new, draft.objective):
            items.take_out_item(item=item, **draft.by_office())
        assert [row.reference for row in Objective.objects.all()] == ["O1"]
        assert Objective.objects.get().withdrawn_at == NOW
        items.put_back_item(item=Objective.objects.get(), **draft.by_office())
        assert Objective.objects.get().withdrawn_at is None

    def test_happens_once_however_often_it_is_asked(self, draft: Draft) -> None:
        """The page of a second press was drawn from what is no longer stored."""
        new, empty = add(draft), categories.add_category(
            objective_set=draft.objective_set, values={"title": "Empty"}, **draft.by_office()
        )  # fmt: skip
        items.take_out_item(item=new, **draft.by_office())
        categories.take_out_category(category=empty, **draft.by_office())
        told = AuditEvent.objects.count()

        steps: tuple[Callable[[], None], ...] = (
            lambda: items.take_out_item(item=new, **draft.by_office()),
            lambda: change(draft, new, text="Written meanwhile"),
            lambda: categories.take_out_category(category=empty, **draft.by_office()),
        )
        for again in steps:
            with pytest.raises(WrongStateError, match="taken out"):
                again()
        assert AuditEvent.objects.count() == told

    def test_leaves_what_others_hang_on(self, draft: Draft) -> None:
        point = add(draft, under=draft.objective)
        with pytest.raises(IncompleteError, match=point.reference):
            items.take_out_item(item=draft.objective, **draft.by_office())
        items.take_out_item(item=point, **draft.by_office())
        change(draft, draft.measure, objective=draft.objective)
        with pytest.raises(IncompleteError, match="unlink it first"):
            items.take_out_item(item=draft.objective, **draft.by_office())
        assert Objective.objects.get().withdrawn_at is None

    def test_of_a_category_takes_all_that_stands_in_it(self, draft: Draft) -> None:
        add(draft, under=draft.objective)
        change(draft, draft.measure, objective=draft.objective)
        categories.take_out_category(category=draft.category, **draft.by_office())
        assert not Category.objects.exists()
        assert not PerformanceMeasure.objects.exists()

    def test_of_a_published_category_keeps_its_rows(self, draft: Draft) -> None:
        publish_and_reopen(draft)
        categories.take_out_category(category=draft.category, **draft.by_office())
        draft.milestone.refresh_from_db()
        assert draft.milestone.withdrawn_at == NOW
        with pytest.raises(IncompleteError, match="Put its category back"):
            items.put_back_item(item=_again(draft.milestone), **draft.by_office())
        categories.put_back_category(category=Category.objects.get(), **draft.by_office())
        items.put_back_item(item=_again(draft.milestone), **draft.by_office())
        assert Milestone.objects.get().withdrawn_at is None


class TestReorder:
    def test_moves_bullets_with_all_their_parts(self, draft: Draft) -> None:
        add(draft, ItemKind.MILESTONE, text="first half", order=2, part=1)
        add(draft, ItemKind.MILESTONE, text="second half", order=2, part=2)
        self.reorder(draft, [2, 1], seen=[1, 2])
        groups = standing_groups(draft.category, ItemKind.MILESTONE)
        assert [[row.text for row in group] for group in groups] == [
            ["first half", "second half"],
            ["Plan launched"],
        ]

    def test_is_refused_when_the_list_is_another_by_now(self, draft: Draft) -> None:
        add(draft, ItemKind.MILESTONE)
        for order, seen in (([1], [1]), ([2, 1], [2, 1]), ([1, 1], [1, 2])):
            with pytest.raises(StaleVersionError):
                self.reorder(draft, order, seen=seen)

    def reorder(self, draft: Draft, order: list[int], *, seen: list[int]) -> None:
        items.reorder_items(
            category=draft.category,
            kind=ItemKind.MILESTONE,
            order=order,
            seen=seen,
            **draft.by_office(),
        )

    def test_puts_categories_in_another_order(self, draft: Draft) -> None:
        categories.add_category(
            objective_set=draft.objective_set, values={"title": "Corporate"}, **draft.by_office()
        )
        categories.reorder_categories(
            objective_set=draft.objective_set, order=[2, 1], seen=[1, 2], **draft.by_office()
        )
        titles = [row.title for row in Category.objects.order_by("order")]
        assert titles == ["Corporate", "Business delivery"]


class TestCopyItems:
    def test_copies_what_stands_and_reads_dates_again(self, draft: Draft) -> None:
        add(draft, under=draft.objective, text="A point", source_words="A point")
        change(draft, draft.measure, objective=draft.objective)
        Milestone.objects.update(
            date_phrase="in May", date_kind="within", date_earliest=dt.date(2012, 5, 1),
            date_latest=dt.date(2012, 5, 31), date_precision="month",
        )  # fmt: skip
        items.take_out_item(item=add(draft, text="Gone"), **draft.by_office())
        target = ObjectiveSetFactory.create(year_start=2013)

        copy_items(source=draft.objective_set, target=target, actor=draft.office, at=NOW)

        objectives = Objective.objects.filter(category__objective_set=target).order_by("order")
        assert [row.reference for row in objectives] == ["O1", "O2"]
        assert objectives[1].under == objectives[0]
        assert objectives[1].source_words == ""
        measure = PerformanceMeasure.objects.get(category__objective_set=target)
        milestone = Milestone.objects.get(category__objective_set=target)
        assert measure.objective == objectives[0]
        assert (milestone.date_phrase, milestone.date_latest) == ("in May", dt.date(2013, 5, 31))


def _again(item: Any) -> Any:
    return type(item).objects.select_related("category__objective_set").get(pk=item.pk)
