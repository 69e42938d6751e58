"""All the measures of a return at once: typed, pasted, saved, and never lost."""

from typing import Any

import pytest
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.core import draft_tokens
from csplan.drafts.models import Draft
from programme.choices import Accumulation, Collection, ReturnState, Unit
from programme.models import DerivedMeasure, Measure, MeasureUpdate, QuarterlyReturn, ReturnAuthor
from tests.conftest import Cast, Stage
from tests.factories import MeasureFactory, PlannedValueFactory
from tests.programme.measures.situations import KINDS
from tests.programme.situations import RETURN_URL, put_in
from tests.programme.test_queries import as_person, cost, statements

URL = f"{RETURN_URL}measures/"
TYPED = {"events": "12", "people": "1,200", "lead": "1", "money": "£1,234.50", "posts": "3"}


@pytest.fixture
def updates(stage: Stage) -> dict[str, MeasureUpdate]:
    """One blank figure of each kind in the stage's own return, besides the stage's own."""
    kinds = {name: KINDS[name] for name in ("events", "people", "share", "lead")}
    kinds["money"] = {"unit": Unit.POUNDS, "accumulation": Accumulation.SUM, "target": 5}
    kinds["posts"] = {"unit": "post/posts", "accumulation": Accumulation.LATEST, "target": 5}
    return {
        name: MeasureUpdate.objects.create(
            quarterly_return=stage.own,
            measure=MeasureFactory.create(
                outcome=stage.outcome, order=10 + order, title=name.capitalize(), **values
            ),
        )
        for order, (name, values) in enumerate(kinds.items())
    }


@pytest.fixture
def writer(client: Client, cast: Cast) -> Client:
    return as_person(client, cast.coordinator)


def shown(client: Client) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    writer = int(client.session["_auth_user_id"])
    token = draft_tokens.issue(writer, URL)
    return {draft_tokens.FIELD: token, **_all(client.get(URL))}


def box(update: MeasureUpdate, name: str = "value") -> str:
    return f"m{update.measure_id}-{name}"


def figures(updates: dict[str, MeasureUpdate], **typed: str) -> dict[str, str]:
    """Boxes by the measure's name, as "share__numerator"."""
    pairs = ((key.partition("__"), words) for key, words in typed.items())
    return {box(updates[name], part or "value"): words for (name, _, part), words in pairs}


def values(updates: dict[str, MeasureUpdate]) -> dict[str, Any]:
    for update in updates.values():
        update.refresh_from_db()
    return {name: update.value for name, update in updates.items() if update.version}


class TestTyping:
    def test_saves_every_kind_and_nothing_else(
        self, writer: Client, stage: Stage, cast: Cast, updates: dict[str, MeasureUpdate]
    ) -> None:
        PlannedValueFactory.create(
            measure=updates["events"].measure, locality=cast.own, period=stage.period, value=40
        )
        MeasureUpdate.objects.create(
            quarterly_return=stage.previous, measure=updates["events"].measure, value=9, version=1
        )
        page = writer.get(URL).content.decode()
        for words in ("40 events", "9 events", f"{URL}{updates['share'].measure_id}/", "Asked"):
            assert words in page
        typed = figures(updates, **TYPED, share__numerator="45", share__denominator="60")

        answer = writer.post(URL, {**shown(writer), **typed, "do": "save"}, follow=True)

        assert answer.redirect_chain == [(RETURN_URL, 302)]
        assert "Saved: 6 measures" in answer.content.decode()
        assert values(updates) == {
            "events": 12, "people": 1200, "share": 75, "lead": 1, "money": 1234.5, "posts": 3,
        }  # fmt: skip
        stage.measure_update.refresh_from_db()
        stage.own.refresh_from_db()
        assert (stage.measure_update.version, stage.own.version) == (0, 1)
        assert updates["events"].updated_by == cast.coordinator
        assert AuditEvent.objects.filter(action="measureupdate.saved").count() == 6
        assert ReturnAuthor.objects.filter(user=cast.coordinator).count() == 1
        assert "21 events" in writer.get(URL).content.decode()

    def test_writes_changed_rows_alone_and_stays(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        writer.post(URL, {**shown(writer), **figures(updates, events="12", people="3")})
        more = figures(updates, people="4", events__comment="By hand.", events="12.0")
        for_another = {"on_behalf_of": " The assistant ", "do": "stay"}
        answer = writer.post(URL, {**shown(writer), **more, **for_another}, follow=True)
        assert answer.redirect_chain == [(URL, 302)]
        assert "Saved: 2 measures" in answer.content.decode()
        again = writer.post(URL, {**shown(writer), "do": "stay"}, follow=True)
        assert "No figure has changed" in again.content.decode()
        assert values(updates) == {"events": 12, "people": 4}
        assert [updates[name].version for name in ("events", "people")] == [2, 2]
        assert updates["events"].comment == "By hand."
        assert updates["people"].on_behalf_of == "The assistant"

    def test_takes_why_there_is_no_figure(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        why = figures(updates, share__not_available_reason="The survey is in May.")
        assert writer.post(URL, {**shown(writer), **why}).status_code == 302
        assert values(updates) == {"share": None}
        assert "The survey is in May." in writer.get(URL).content.decode()

    def test_a_bad_value_holds_up_nothing_else_and_stays_in_its_box(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        typed = figures(
            updates, events="12", people="many", share__numerator="45", posts__comment="No figure",
            lead="1", lead__not_available_reason="Both",
        )  # fmt: skip
        answer = writer.post(URL, {**shown(writer), **typed})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert values(updates) == {"events": 12}
        assert "Saved: 1 measure" in page
        assert "<title>Error:" in page
        for words in (
            "People: The figure must be a number", 'value="many"', 'value="45"', "No figure",
            "Share: Enter this figure too", "Posts: Enter a figure, or say why it is not",
            "Lead: Clear the figure or the reason", "Both",
        ):  # fmt: skip
            assert words in page, words
        kept = writer.get(URL).content.decode()
        assert 'value="many"' in kept
        assert "and have not saved it" in kept
        fixed = {**shown(writer), **figures(updates, people="5", lead__not_available_reason="")}
        fixed |= figures(updates, share__denominator="60", posts="1")
        assert writer.post(URL, fixed).status_code == 302
        assert values(updates) == {"events": 12, "people": 5, "share": 75, "lead": 1, "posts": 1}

    def test_says_what_csplan_counts_and_asks_nothing(
        self, writer: Client, stage: Stage, updates: dict[str, MeasureUpdate]
    ) -> None:
        measure = updates["events"].measure
        Measure.objects.filter(pk=measure.pk).update(collection=Collection.DERIVED)
        DerivedMeasure.objects.create(measure=measure, record_kind="event", counted="records")
        page = writer.get(URL).content.decode()
        assert "Counted from the record" in page
        assert box(updates["events"]) not in page
        sent = {**shown(writer), **figures(updates, events="99", events__version="0")}
        assert writer.post(URL, sent).status_code == 302
        assert values(updates) == {}


class TestTwoPeople:
    def saved_by_assistant(self, updates: dict[str, MeasureUpdate], cast: Cast, **to: int) -> None:
        for name, value in to.items():
            MeasureUpdate.objects.filter(pk=updates[name].pk).update(
                value=value, version=1, updated_by=cast.assistant, updated_at="2014-01-10T09:00Z"
            )

    def test_see_both_figures_and_lose_none(
        self, writer: Client, cast: Cast, updates: dict[str, MeasureUpdate]
    ) -> None:
        mine = {**shown(writer), **figures(updates, events="12", people="7", lead="1")}
        self.saved_by_assistant(updates, cast, events=11, people=7, posts=2)

        answer = writer.post(URL, mine)

        page = answer.content.decode()
        assert answer.status_code == 409
        # The same figure is no conflict, and what I left alone is theirs.
        assert values(updates) == {"events": 11, "people": 7, "lead": 1, "posts": 2}
        assert [row.measure.title for row in answer.context["grid"].conflicts] == ["Events"]
        assert f"{cast.assistant.full_name} saved this" in page
        assert page.count(">11<") == 1
        again = {**mine, **_all(answer), "do": "save"}
        assert writer.post(URL, again).status_code == 302
        assert values(updates) == {"events": 12, "people": 7, "lead": 1, "posts": 2}

    def test_meet_again_in_a_draft(
        self, writer: Client, cast: Cast, updates: dict[str, MeasureUpdate]
    ) -> None:
        typed = {**shown(writer), **figures(updates, events="12", lead="many")}
        writer.post(URL, {**typed, "m0-value": "", **figures(updates, people="x")})
        self.saved_by_assistant(updates, cast, people=7, posts=2)
        page = writer.get(URL)
        rows = {row.measure.title: row for row in page.context["grid"].rows}
        assert [row.measure.title for row in page.context["grid"].conflicts] == ["People"]
        assert rows["People"].form["value"].value() == "x"
        assert rows["Posts"].form["value"].value() == "2"
        assert rows["Events"].form["value"].value() == "12"

    def test_second_click_is_no_conflict(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        sent = {**shown(writer), **figures(updates, events="12")}
        for _ in range(2):
            assert writer.post(URL, sent).status_code == 302
        assert values(updates) == {"events": 12}
        assert updates["events"].version == 1

    def test_late_words_are_there_to_copy(
        self, writer: Client, stage: Stage, cast: Cast, updates: dict[str, MeasureUpdate]
    ) -> None:
        sent = {**shown(writer), **figures(updates, money="£77"), "paste": "Events\t3"}
        put_in(ReturnState.SUBMITTED, stage, cast)
        answer = writer.post(URL, sent)
        page = answer.content.decode()
        assert answer.status_code == 409
        for words in ("Your answer was not saved", "£77", "Money", "Events\t3"):
            assert words in page
        assert writer.get(URL).status_code == 409


class TestPasting:
    PASTED = (
        "Measure\tThis quarter\tCounted\tOut of\tComment\n"
        "events\t12\t\t\tBy hand.\nSHARE\t\t45\t60\nlead\tyes\nmoney\t£1,234.50\n"
        "Posts\tn/a: nobody counted\nPeople\tmany\nInterval\t3\nNowhere\t1\n"
    )

    def test_fills_the_grid_and_saves_nothing(
        self, writer: Client, stage: Stage, updates: dict[str, MeasureUpdate]
    ) -> None:
        MeasureFactory.create(
            outcome=stage.outcome, order=30, title="Interval", collection=Collection.NATIONAL
        )
        typed = figures(updates, people="5", posts="9", events="1")
        sent = {**shown(writer), **typed, "paste": self.PASTED, "do": "fill"}

        answer = writer.post(URL, sent)

        page = answer.content.decode()
        assert (answer.status_code, values(updates)) == (200, {})
        for words in (
            "5 measures filled in", "3 lines could not be used", "“many” is not a number",
            "the national team reports it", "is called “Nowhere”", "Nothing is saved yet",
        ):  # fmt: skip
            assert words in page, words
        forms = {row.measure.title: row.form for row in answer.context["grid"].rows}
        assert forms["Events"]["value"].value() == "12"
        assert forms["Events"]["comment"].value() == "By hand."
        assert forms["People"]["value"].value() == "5"
        assert [forms["Posts"][n].value() for n in ("value", "not_available_reason")] == [
            "", "nobody counted",
        ]  # fmt: skip
        left = answer.context["pasted"]
        assert left.splitlines()[1:] == ["People\tmany", "Interval\t3", "Nowhere\t1"]

        filled = _all(answer)
        filled |= {"paste": left.replace("\n", "\r\n"), "do": "save"}
        filled["paste-seen"] = answer.context["looked_at"]
        assert writer.post(URL, filled).status_code == 302
        assert values(updates) == {
            "events": 12, "people": 5, "share": 75, "lead": 1, "money": 1234.5, "posts": None,
        }  # fmt: skip

    def test_is_looked_at_before_it_is_saved_whatever_is_pressed(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        sent = {**shown(writer), "paste": "Events,12", "do": "save"}
        answer = writer.post(URL, sent)
        assert values(updates) == {}
        assert "1 measure filled in" in answer.content.decode()
        assert answer.context["pasted"] == ""
        assert Draft.objects.get().words["paste"] == ["Events,12"]
        assert writer.post(URL, {**sent, **_all(answer), "paste": ""}).status_code == 302
        assert values(updates) == {"events": 12}
        assert not Draft.objects.exists()

    def test_over_a_colleagues_figure_is_still_a_conflict(
        self, writer: Client, cast: Cast, updates: dict[str, MeasureUpdate]
    ) -> None:
        filled = writer.post(URL, {**shown(writer), "paste": "Events,12", "do": "fill"})
        MeasureUpdate.objects.filter(pk=updates["events"].pk).update(value=11, version=1)
        assert writer.post(URL, {**_all(filled), "paste": ""}).status_code == 409
        assert values(updates) == {"events": 11}


class TestCost:
    def test_is_the_same_whatever_the_number_of_measures(
        self, writer: Client, stage: Stage, updates: dict[str, MeasureUpdate]
    ) -> None:
        for name in ("events", "people"):
            measure = updates[name].measure
            Measure.objects.filter(pk=measure.pk).update(collection=Collection.DERIVED)
            DerivedMeasure.objects.create(measure=measure, record_kind="event", counted="records")
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(version=1)
        paste = {**shown(writer), "paste": "Lead,yes", "do": "fill"}
        small, filled = cost(writer, URL), len(statements(lambda: writer.post(URL, paste)))
        for order in range(100, 120):
            measure = MeasureFactory.create(outcome=stage.outcome, order=order)
            MeasureUpdate.objects.create(quarterly_return=stage.own, measure=measure)
        assert cost(writer, URL) == small <= 25
        assert len(statements(lambda: writer.post(URL, paste))) == filled <= 25

    def test_of_a_save_is_one_statement_for_each_row_beside_what_any_costs(
        self, writer: Client, updates: dict[str, MeasureUpdate]
    ) -> None:
        def save(**typed: str) -> int:
            sent = {**shown(writer), **figures(updates, **typed)}
            return len(statements(lambda: writer.post(URL, sent)))

        one = save(events="12")
        assert save(people="1", money="2", posts="3", lead="1", events="13") <= one + 5


def _all(answer: Any) -> dict[str, str]:
    """What a browser would send of the grid that was answered with."""
    rows = [row for row in answer.context["grid"].rows if row.form is not None]
    boxes = {f.html_name: str(f.value() or "") for row in rows for f in row.form}
    boxes |= {f"{row.prefix}-version": row.version for row in rows}
    return boxes | {f"{row.prefix}-seen": row.seen for row in rows}
