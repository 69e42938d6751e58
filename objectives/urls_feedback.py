"""Where feedback and examples answer."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - "id" is registered there
from objectives.views import answering, examples, feedback

FEEDBACK = "office/<slug:slug>/feedback/"
ROUND = f"{FEEDBACK}<id:pk>/"
EXAMPLES = "office/<slug:slug>/examples/"

urlpatterns = [
    path("feedback/thank-you/", answering.feedback_thanks, name="feedback-thanks"),
    path("feedback/<str:token>/", answering.feedback_answer, name="feedback-answer"),
    path(FEEDBACK, feedback.FeedbackListView.as_view(), name="feedback-list"),
    path(f"{FEEDBACK}ask/", feedback.AskView.as_view(), name="feedback-ask"),
    path(ROUND, feedback.RoundView.as_view(), name="feedback-round"),
    path(f"{ROUND}remind/", feedback.RemindView.as_view(), name="feedback-remind"),
    path(f"{ROUND}withdraw/", feedback.EndRoundView.as_view(), name="feedback-withdraw"),
    path(EXAMPLES, examples.ExampleListView.as_view(), name="example-list"),
    path(f"{EXAMPLES}add/", examples.ExampleAddView.as_view(), name="example-add"),
    path(
        f"{EXAMPLES}<id:pk>/withdraw/",
        examples.ExampleWithdrawView.as_view(),
        name="example-withdraw",
    ),
]
