"""What a revision freezes: everything the public may read, and nothing that is not published."""

import json
from typing import Any

import pytest

from objectives.models import Milestone, Objective
from objectives.rules.content import as_content, content_bytes, content_digest
from objectives.selectors.content import revision_content
from tests.conftest import NOW
from tests.factories import CategoryFactory, ObjectiveFactory, SourceDocumentFactory
from tests.objectives.public.stage import APRIL, SECRET, dated, draft, filled, publish

pytestmark = pytest.mark.django_db


def first(content: Any, kind: str) -> Any:
    return content["categories"][0][kind][0]


class TestRevisionContent:
    def test_holds_everything_the_schema_names(self) -> None:
        source = SourceDocumentFactory.create(title="Objectives 2012/13", attribution="OGL")
        objective_set = draft(slug="head", source=source, source_section="1")
        category = filled(objective_set)
        dated(Milestone.objects.get(category=category, reference="M1"))

        content = revision_content(objective_set, 2, APRIL, "A new minister")

        assert (content["schema"], content["id"], content["revision"]) == (
            "csplan.objectives/1",
            "head",
            2,
        )
        assert (content["year"], content["reason"]) == ("2012/13", "A new minister")
        assert content["source"] == {
            "document": "Objectives 2012/13",
            "publisher": "Cabinet Office",
            "attribution": "OGL",
            "section": "1",
            "words": "",
        }
        assert content["categories"][0]["id"] == "C1"
        assert first(content, "milestones")["date"] == {
            "phrase": "by March 2013",
            "kind": "by_end",
            "earliest": None,
            "latest": "2013-03-31",
            "precision": "month",
            "recurrence": "",
            "meaning": "No later than 31 March 2013",
        }
        assert as_content(json.loads(content_bytes(content))) == content

    def test_leaves_out_what_is_withdrawn_and_links_to_it(self) -> None:
        objective_set = draft()
        category = filled(objective_set)
        CategoryFactory.create(objective_set=objective_set, title=SECRET, withdrawn_at=NOW)
        gone = Objective.objects.get(category=category, reference="O9")
        Milestone.objects.filter(category=category).update(objective=gone)
        Objective.objects.filter(category=category, reference="O1").update(under=gone)

        content = revision_content(objective_set, 1, APRIL, "")

        assert SECRET not in content_bytes(content).decode()
        assert [each["id"] for each in content["categories"][0]["objectives"]] == ["O1"]
        assert first(content, "objectives")["under"] is None
        assert first(content, "milestones")["objective"] is None

    def test_links_only_to_what_anybody_may_read(self) -> None:
        """Neither a draft set, nor what a published one holds in draft, is told of."""
        upper, secret = draft(slug="upper"), draft(slug="secret-review", holder_name=SECRET)
        filled(upper)
        publish(upper)
        ways = {
            "public": Objective.objects.get(category__objective_set=upper, reference="O1"),
            "amended": ObjectiveFactory.create(
                category=upper.categories.get(), reference="O2", order=7
            ),
            "draft": ObjectiveFactory.create(
                category=CategoryFactory.create(objective_set=secret), reference="O1"
            ),
        }
        lower = draft(follows=secret)
        category = CategoryFactory.create(objective_set=lower)
        for order, (way, target) in enumerate(ways.items()):
            ObjectiveFactory.create(
                category=category, order=order, supports=target, contribution=way
            )

        content = revision_content(lower, 1, APRIL, "")

        links = [
            (each["supports"], each["contribution"])
            for each in content["categories"][0]["objectives"]
        ]
        named = {"set": "upper", "id": "O1", "holder": upper.holder_name, "year": "2012/13"}
        assert links == [(named, "public"), (None, ""), (None, "")]
        assert content["follows"] is None

    def test_asks_the_same_queries_for_a_longer_set(self, django_assert_num_queries: Any) -> None:
        objective_set = draft()
        for category in CategoryFactory.create_batch(4, objective_set=objective_set):
            under = ObjectiveFactory.create(category=category)
            ObjectiveFactory.create_batch(3, category=category, under=under, supports=under)

        with django_assert_num_queries(5):
            revision_content(objective_set, 1, APRIL, "")


class TestDigest:
    def test_is_that_of_the_same_words_however_they_are_held(self) -> None:
        composed = {"a": "café", "b": [1, None]}
        decomposed = {"b": (1, None), "a": "cafe\u0301"}

        assert content_digest(composed) == content_digest(decomposed)
        assert content_digest(composed) != content_digest(composed | {"a": "cafe"})
