"""The pages of a working copy: editing it is pleasant, and nothing typed is lost."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from objectives.choices import ItemKind, SetState
from objectives.models import Category, Milestone, Objective, ObjectiveSet
from objectives.services import items
from tests.conftest import Cast
from tests.factories import publish_set
from tests.objectives.sets.offices import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def office(client: Client, cast: Cast, draft: Draft) -> Client:
    client.force_login(cast.private_office)
    return client


def url(draft: Draft, name: str, *more: Any) -> str:
    return reverse(f"objectives:{name}", args=[draft.objective_set.slug, *more])


def text_of(response: Any) -> str:
    content: bytes = response.content
    return " ".join(content.decode().split())


class TestWorkingSet:
    def test_shows_each_item_with_its_departure_from_the_published_words(
        self, office: Client, draft: Draft
    ) -> None:
        Objective.objects.update(source_words="Lead the great reform", source_section="1")
        Milestone.objects.update(source_words="Plan launched")
        page = text_of(office.get(url(draft, "working-set")))
        assert "great" in page.split("app-word-removed")[1].split("</del>")[0]
        assert "Unchanged from the published words" in page
        assert "1 stands word for word as published, 1 departs" in page
        assert "Added here" in page

    def test_asks_the_same_queries_for_a_longer_set(
        self, office: Client, draft: Draft, django_assert_max_num_queries: Any
    ) -> None:
        for kind in ItemKind:
            for number in range(6):
                values = {"text": f"{kind} {number}"}
                items.add_item(
                    category=draft.category, kind=kind, values=values, **draft.by_office()
                )
        office.get("/objectives/office/")
        for name in ("working-set", "set-history", "category-order"):
            with django_assert_max_num_queries(17):
                office.get(url(draft, name))

    def test_offers_the_steps_of_its_state_to_those_who_may_take_them(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        ObjectiveSet.objects.update(state=SetState.SUBMITTED)
        offered = {}
        for person in (cast.private_office, cast.head, cast.auditor):
            client.force_login(person)
            page = text_of(client.get(url(draft, "working-set")))
            offered[person] = [n for n in ("agree", "send-back") if url(draft, f"set-{n}") in page]
        assert list(offered.values()) == [[], ["agree", "send-back"], []]


class TestEditing:
    def test_saves_and_opens_another(self, office: Client, draft: Draft) -> None:
        add = url(draft, "item-add", "objectives", draft.category.pk)
        response = office.post(add, {"text": "Another", "owner": "", "under": "", "another": "1"})
        assert response["Location"] == add
        response = office.post(add, {"text": "A third", "owner": "", "under": draft.objective.pk})
        assert response["Location"].endswith("#O3")
        assert Objective.objects.get(reference="O3").under == draft.objective

    def test_of_what_somebody_else_saved_shows_both_texts(
        self, office: Client, draft: Draft
    ) -> None:
        change = url(draft, "item-change", "objectives", draft.objective.pk)
        form = office.get(change).context["form"]
        seen = form.helper.layout[-1].value
        Objective.objects.update(text="Theirs, saved first")
        sent = {"text": "Mine & later", "owner": "", "category": draft.category.pk, "under": ""}

        stale = office.post(change, {**sent, "seen": seen})

        page = text_of(stale)
        assert stale.status_code == 409
        assert "Theirs, saved first" in page
        assert page.count("Mine &amp; later") >= 2
        again = {**sent, "seen": stale.context["form"].helper.layout[-1].value}
        assert office.post(change, again).status_code == 302
        assert Objective.objects.get().text == "Mine & later"

    def test_gives_back_what_was_typed_too_late(self, office: Client, draft: Draft) -> None:
        ObjectiveSet.objects.update(state=SetState.SUBMITTED)
        change = url(draft, "item-change", "objectives", draft.objective.pk)
        late = office.post(change, {"text": "Typed too late", "owner": ""})
        assert late.status_code == 409
        assert "Typed too late" in text_of(late)
        assert Objective.objects.get().text == "Lead the reform"

    def test_says_what_is_missing(self, office: Client, draft: Draft) -> None:
        add = url(draft, "item-add", "measures", draft.category.pk)
        assert "Enter the words" in text_of(office.post(add, {"text": " "}))
        add = url(draft, "category-add")
        assert "Enter the title of the category" in text_of(office.post(add, {}))
        order = url(draft, "item-order", "objectives", draft.category.pk)
        wrong = {"seen": "1", "place-1": "9"}
        assert "Enter a position from 1 to 1" in text_of(office.post(order, wrong))

    def test_puts_a_column_in_another_order(self, office: Client, draft: Draft) -> None:
        items.add_item(
            category=draft.category,
            kind=ItemKind.OBJECTIVE,
            values={"text": "Second"},
            **draft.by_office(),
        )
        order = url(draft, "item-order", "objectives", draft.category.pk)
        moved = {"seen": "1,2", "place-1": "2", "place-2": "2"}
        assert office.post(order, moved).status_code == 302
        rows = Objective.objects.order_by("order").values_list("text", flat=True)
        assert list(rows) == ["Second", "Lead the reform"]
        assert office.post(order, {**moved, "seen": "1"}).status_code == 409

    def test_withdraws_what_was_published_and_puts_it_back(
        self, office: Client, draft: Draft
    ) -> None:
        publish_set(draft.objective_set)
        ObjectiveSet.objects.update(state=SetState.DRAFT, amendment_reason="More")
        remove = url(draft, "item-remove", "objectives", draft.objective.pk)
        assert "It was published, so it is kept" in text_of(office.get(remove))
        office.post(remove)
        page = text_of(office.get(url(draft, "set-history")))
        assert "Withdrawn</strong>: Objective" in page
        office.post(url(draft, "item-put-back", "objectives", draft.objective.pk))
        assert "Nothing differs" in text_of(office.get(url(draft, "set-history")))

    def test_finds_nothing_of_another_set(self, office: Client, draft: Draft) -> None:
        elsewhere = Category.objects.create(objective_set=draft.objective_set, order=9, title="x")
        Category.objects.filter(pk=elsewhere.pk).update(
            objective_set=ObjectiveSet.objects.create(
                slug="other", holder_name="B", post_title="C", year_start=2012,
                department=draft.objective_set.department,
            )
        )  # fmt: skip
        for name, *more in (
            ("category-change", elsewhere.pk),
            ("item-add", "objectives", elsewhere.pk),
            ("item-add", "nothing", draft.category.pk),
            ("item-change", "measures", 0),
            ("item-change", "nothing", draft.objective.pk),
        ):
            assert office.get(url(draft, name, *more)).status_code == 404


class TestDatesInWords:
    MAY = {"date_latest-day": "20", "date_latest-month": "5", "date_latest-year": "2012"}

    def save(self, office: Client, draft: Draft, **sent: str) -> Any:
        """Add the milestone; what the page asks is in its text."""
        add = url(draft, "item-add", "milestones", draft.category.pk)
        return office.post(add, {"text": "Step", "owner": "", "date_offered": "1", **sent})

    def test_that_leave_nothing_open_are_read_and_told(self, office: Client, draft: Draft) -> None:
        response = self.save(office, draft, date_phrase="by end July 2012")
        made = Milestone.objects.get(reference="M2")
        assert (made.date_kind, made.date_latest) == ("by_end", dt.date(2012, 7, 31))
        assert made.date_set_by is None
        page = text_of(office.get(response["Location"]))
        assert "means: No later than 31 July 2012" in page

    def test_that_leave_something_open_are_asked_about_first(
        self, office: Client, draft: Draft
    ) -> None:
        asked = self.save(office, draft, date_phrase="by spring 2013")
        page = text_of(asked)
        assert "csplan takes spring to be March to May" in page
        assert Milestone.objects.count() == 1
        confirmed = {
            "date_phrase": "by spring 2013", "date_read": "by spring 2013",
            "date_kind": "by_end", "date_latest-day": "31", "date_latest-month": "5",
            "date_latest-year": "2013", "date_recurrence": "",
        }  # fmt: skip
        assert self.save(office, draft, **confirmed).status_code == 302
        assert Milestone.objects.get(reference="M2").date_set_by is None

    def test_that_are_put_right_are_remembered_as_that_persons(
        self, office: Client, draft: Draft, cast: Cast
    ) -> None:
        self.save(office, draft, date_phrase="by May 2012", date_kind="by_end", **self.MAY)
        made = Milestone.objects.get(reference="M2")
        assert (made.date_latest, made.date_set_by) == (
            dt.date(2012, 5, 20),
            cast.private_office,
        )
        assert made.date_precision == "day"
        assert "put right by hand" in text_of(office.get(url(draft, "working-set")))

    def test_that_mean_nothing_need_a_kind(self, office: Client, draft: Draft) -> None:
        assert "cannot tell what" in text_of(self.save(office, draft, date_phrase="some time"))
        response = self.save(office, draft, date_phrase="some time", date_read="some time")
        assert "Select what kind of date it is" in text_of(response)
        assert Milestone.objects.count() == 1

    def test_in_the_words_of_the_milestone_are_offered_once(
        self, office: Client, draft: Draft
    ) -> None:
        words = {"text": "8 City Deals agreed by July 2012. Second by March 2013."}
        page = text_of(self.save(office, draft, **words, date_offered=""))
        assert "These words name a date, “by July 2012”" in page
        assert "There is another date in these words" in page
        assert self.save(office, draft, **words).status_code == 302
        assert Milestone.objects.get(reference="M2").date_kind == "undated"

    def test_stay_when_only_the_words_of_the_milestone_change(
        self, office: Client, draft: Draft, cast: Cast
    ) -> None:
        Milestone.objects.update(
            date_phrase="mid 2012", date_kind="by_end", date_latest=dt.date(2012, 6, 30),
            date_precision="day", date_set_by=cast.private_office,
        )  # fmt: skip
        change = url(draft, "item-change", "milestones", draft.milestone.pk)
        seen = office.get(change).context["form"].helper.layout[-1].value
        sent = {
            "text": "Launched at last", "owner": "", "category": draft.category.pk,
            "objective": "", "date_phrase": "mid 2012", "date_read": "mid 2012",
            "date_kind": "by_end", "date_latest-day": "30", "date_latest-month": "6",
            "date_latest-year": "2012", "date_recurrence": "", "seen": seen,
        }  # fmt: skip
        assert office.post(change, sent).status_code == 302
        now = Milestone.objects.get()
        assert (now.text, now.date_latest) == ("Launched at last", dt.date(2012, 6, 30))
        assert now.date_set_by == cast.private_office


class TestSteps:
    def test_lead_from_draft_to_a_second_revision(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        for words, first in (("", True), ("A wider reform", False)):
            if not first:
                self.take(client, draft, cast.head, "set-amend", reason=words)
                Objective.objects.update(text="Lead the wider reform")
            self.take(client, draft, cast.private_office, "set-submit")
            self.take(client, draft, cast.head, "set-agree")
            day = {"effective_on-day": "1", "effective_on-month": "5" if first else "6",
                   "effective_on-year": "2012", "regardless": "Agreed so."}  # fmt: skip
            self.take(client, draft, cast.head, "set-publish", **day)
        client.force_login(cast.auditor)
        page = text_of(client.get(url(draft, "set-history") + "?from=1&to=2"))
        assert "wider" in page.split("app-word-added")[1].split("</ins>")[0]
        assert "A wider reform" in page

    def test_sent_back_tell_the_office_why(self, client: Client, cast: Cast, draft: Draft) -> None:
        self.take(client, draft, cast.private_office, "set-submit")
        self.take(client, draft, cast.head, "set-send-back", reason="Give each a date.")
        client.force_login(cast.private_office)
        assert "Give each a date." in text_of(client.get(url(draft, "working-set")))

    def test_give_up_an_amendment_only_once_its_changes_are_undone(
        self, office: Client, draft: Draft
    ) -> None:
        publish_set(draft.objective_set)
        ObjectiveSet.objects.update(state=SetState.DRAFT, amendment_reason="More")
        Objective.objects.update(text="Lead something else")
        version = {"version": str(ObjectiveSet.objects.get().version)}
        refused = text_of(office.post(url(draft, "set-end-amendment"), version))
        assert "Undo the changes first" in refused
        assert "something else" in refused

    def test_on_whose_they_are_and_when_are_refused_once_that_changed(
        self, office: Client, draft: Draft
    ) -> None:
        submit = url(draft, "set-submit")
        read = office.get(submit).context["form"].initial["version"]
        page = reverse("objectives:office-change", args=[draft.objective_set.pk])
        form = office.get(page).context["form"]
        stored = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in stored.items() if value is not None}
        years = {"year_start": draft.objective_set.year.label, "seen": form.drawn_from}
        assert office.post(page, {**sent, **years}).status_code == 302
        draft.objective_set.refresh_from_db()
        assert draft.objective_set.version == read

        office.post(page, {**sent, **years, "post_title": "Another post"})

        assert office.post(submit, {"version": read}).status_code == 409
        draft.objective_set.refresh_from_db()
        assert draft.objective_set.state == SetState.DRAFT

    def test_on_what_has_changed_since_are_refused(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        client.force_login(cast.private_office)
        stale = {"version": str(draft.objective_set.version)}
        assert client.post(url(draft, "set-submit"), stale).status_code == 409

    def take(self, client: Client, draft: Draft, person: Any, step: str, **sent: str) -> None:
        client.force_login(person)
        version = ObjectiveSet.objects.get(pk=draft.objective_set.pk).version
        response = client.post(url(draft, step), {"version": str(version), **sent})
        assert response.status_code == 302, text_of(response)
