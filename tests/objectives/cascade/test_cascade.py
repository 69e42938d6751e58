"""Objectives that support one another, up and down, and how they are edited."""

import pytest

from csplan.core.errors import IncompleteError
from objectives.choices import ItemKind
from objectives.models import Objective, ObjectiveSet
from objectives.rules.cascade import Place, above, below, closes_a_circle
from objectives.selectors.public_objectives import public_objectives
from objectives.services.items import add_item
from tests.conftest import NOW, Cast
from tests.factories import CategoryFactory, ObjectiveFactory, ObjectiveSetFactory, publish_set
from tests.objectives.progress.stage import own_department

HEAD, DG, OTHER, TEAM = ("head", "O1"), ("dg", "O1"), ("dg", "O2"), ("team", "O4")
SUPPORTS: dict[Place, Place | None] = {HEAD: None, DG: HEAD, OTHER: HEAD, TEAM: DG}


class TestRules:
    def test_follow_the_line_up_and_down(self) -> None:
        assert above(TEAM, SUPPORTS) == [DG, HEAD]
        assert below(HEAD, SUPPORTS) == [(1, DG), (2, TEAM), (1, OTHER)]
        assert not above(HEAD, SUPPORTS)
        assert not below(TEAM, SUPPORTS)

    def test_end_where_a_circle_closes(self) -> None:
        circle: dict[Place, Place | None] = {HEAD: TEAM, DG: HEAD, TEAM: DG}

        assert above(HEAD, circle) == [TEAM, DG]
        assert below(HEAD, circle) == [(1, DG), (2, TEAM)]

    def test_know_a_circle_before_it_closes(self) -> None:
        assert closes_a_circle(HEAD, TEAM, SUPPORTS)
        assert closes_a_circle(HEAD, HEAD, SUPPORTS)
        assert not closes_a_circle(TEAM, OTHER, SUPPORTS)


def objective_of(objective_set: ObjectiveSet, **more: object) -> Objective:
    category = CategoryFactory.create(objective_set=objective_set)
    made: Objective = ObjectiveFactory.create(category=category, reference="O1", **more)
    return made


@pytest.mark.django_db
class TestSupporting:
    def test_is_of_what_is_published_in_its_published_words(self, cast: Cast) -> None:
        top = objective_of(ObjectiveSetFactory.create(), text="Reform the Civil Service.")
        publish_set(top.category.objective_set)
        Objective.objects.filter(pk=top.pk).update(text="Words of an amendment.")

        (known,) = public_objectives().values()

        assert (known.pk, known.text) == (top.pk, "Reform the Civil Service.")

    def test_refuses_what_is_not_published_and_circles(self, cast: Cast, actor_of: object) -> None:
        office = actor_of(cast.private_office)  # type: ignore[operator]
        own = ObjectiveSetFactory.create(department=own_department(cast))
        category = CategoryFactory.create(objective_set=own)
        draft = objective_of(ObjectiveSetFactory.create())
        values = {"text": "Lead the reform of the department.", "supports": draft}
        asked = {"category": category, "kind": ItemKind.OBJECTIVE, "actor": office, "at": NOW}

        with pytest.raises(IncompleteError, match="is not published"):
            add_item(values=values, **asked)

        publish_set(draft.category.objective_set)
        made = add_item(values=values, **asked)
        assert made.supports == draft
