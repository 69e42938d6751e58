"""The illustrative questions from the National Steering Group."""

import pytest

from csplan.demonstration.history import cast
from csplan.demonstration.loading import DemonstrationSummary
from csplan.demonstration.questions import question_deeds
from programme.choices_questions import QuestionState
from programme.models import Question

pytestmark = pytest.mark.usefixtures("demonstration")


class TestQuestions:
    def test_show_every_way_to_an_answer_once(self, demonstration: DemonstrationSummary) -> None:
        shown = set(Question.objects.values_list("state", flat=True))
        assert shown == set(QuestionState) - {QuestionState.DRAFTED}
        assert Question.objects.exclude(on_behalf_of="").exists()
        assert not Question.objects.filter(is_illustrative=False).exists()
        assert question_deeds(demonstration.business_plan, cast()) == []
