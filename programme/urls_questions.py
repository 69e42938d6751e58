"""Addresses of questions from the National Steering Group."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from programme.views import questions

ONE = "questions/<id:pk>"

urlpatterns = [
    path("questions/", questions.QuestionListPage.as_view(), name="question-list"),
    path("questions/ask/", questions.QuestionAskPage.as_view(), name="question-ask"),
    path(f"{ONE}/", questions.QuestionPage.as_view(), name="question-detail"),
    path(f"{ONE}/route/", questions.QuestionRoutePage.as_view(), name="question-route"),
    path(f"{ONE}/draft/", questions.QuestionDraftPage.as_view(), name="question-draft"),
    path(f"{ONE}/send-back/", questions.QuestionSendBackPage.as_view(), name="question-send-back"),
    path(f"{ONE}/answer/", questions.QuestionAnswerPage.as_view(), name="question-answer"),
    path(f"{ONE}/ask-again/", questions.QuestionFollowUpPage.as_view(), name="question-follow-up"),
    path(f"{ONE}/close/", questions.QuestionClosePage.as_view(), name="question-close"),
]
