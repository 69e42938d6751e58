"""Two people at the same moment, on connections of their own: nothing is done twice or late."""

from collections.abc import Callable

import pytest

from objectives.choices import ItemKind, SetState
from objectives.models import Objective, ObjectiveSet
from objectives.rules.fingerprints import fingerprint
from objectives.services import items, sets
from tests.conftest import NOW
from tests.objectives.sets.offices import Draft
from tests.programme.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def submitting(draft: Draft) -> Callable[[], None]:
    chosen = ObjectiveSet.objects.get(pk=draft.objective_set.pk)
    return lambda: sets.submit(objective_set=chosen, version=chosen.version, **draft.by_office())


def adding(draft: Draft) -> Callable[[], None]:
    return lambda: items.add_item(
        category=draft.category,
        kind=ItemKind.OBJECTIVE,
        values={"text": "Another"},
        **draft.by_office(),
    )


def changing(draft: Draft, words: str) -> Callable[[], None]:
    seen = fingerprint(draft.objective, ["text"])
    return lambda: items.change_item(
        item=draft.objective, values={"text": words}, seen=seen, **draft.by_office()
    )


class TestAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_submit_once_and_an_edit_comes_before_or_not_at_all(
        self, draft: Draft, round_number: int
    ) -> None:
        *submits, edit = at_once(submitting(draft), submitting(draft), adding(draft))
        chosen = ObjectiveSet.objects.get()
        # Either the edit was first and nobody submits what they have not read, or it is refused.
        assert sorted([*submits, edit]) == ["done", "wrong-state", "wrong-state"]
        assert (chosen.state == SetState.SUBMITTED) is ("done" in submits)
        assert Objective.objects.count() == (2 if edit == "done" else 1)

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_add_two_numbers_and_two_change_once(
        self, draft: Draft, round_number: int
    ) -> None:
        results = at_once(
            adding(draft), adding(draft), changing(draft, "Mine"), changing(draft, "Theirs")
        )
        assert sorted(results) == ["done", "done", "done", "stale-version"]
        assert sorted(Objective.objects.values_list("reference", flat=True)) == ["O1", "O2", "O3"]

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_publish_one_revision(self, draft: Draft, round_number: int) -> None:
        ObjectiveSet.objects.update(state=SetState.AGREED)
        chosen = ObjectiveSet.objects.get()

        def publish() -> None:
            sets.publish(
                objective_set=ObjectiveSet.objects.get(),
                version=chosen.version,
                effective_on=chosen.year.starts_on,
                actor=draft.head,
                at=NOW,
            )

        assert sorted(at_once(publish, publish)) == ["done", "wrong-state"]
        assert chosen.revisions.count() == 1
