"""Addresses of questions from the National Steering Group."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from programme.views import question_steps, questions

ONE = "questions/<id:pk>"

urlpatterns = [
    path("questions/", questions.QuestionListPage.as_view(), name="question-list"),
    path("questions/ask/", questions.QuestionAskPage.as_view(), name="question-ask"),
    path(f"{ONE}/", questions.QuestionPage.as_view(), name="question-detail"),
    path(f"{ONE}/route/", question_steps.QuestionRoutePage.as_view(), name="question-route"),
    path(f"{ONE}/draft/", question_steps.QuestionDraftPage.as_view(), name="question-draft"),
    path(
        f"{ONE}/send-back/",
        question_steps.QuestionSendBackPage.as_view(),
        name="question-send-back",
    ),
    path(f"{ONE}/answer/", question_steps.QuestionAnswerPage.as_view(), name="question-answer"),
    path(
        f"{ONE}/ask-again/",
        question_steps.QuestionFollowUpPage.as_view(),
        name="question-follow-up",
    ),
    path(f"{ONE}/close/", question_steps.QuestionClosePage.as_view(), name="question-close"),
]
