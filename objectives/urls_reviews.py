"""Where reviews answer."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from objectives.views import judging, markings, reviews

SET = "office/<slug:slug>/reviews/"
REVIEW = f"{SET}<str:kind>/"

urlpatterns = [
    path("reviews/", reviews.ReviewListView.as_view(), name="review-list"),
    path("reviews/splits/", markings.SplitListView.as_view(), name="split-list"),
    path("reviews/splits/<str:year>/<str:kind>/", markings.SplitView.as_view(), name="split"),
    path(SET, reviews.SetReviewsView.as_view(), name="set-reviews"),
    path(REVIEW, reviews.ReviewDetailView.as_view(), name="review-detail"),
    path(f"{REVIEW}reviewer/", reviews.ReviewerView.as_view(), name="review-reviewer"),
    path(f"{REVIEW}objectives/<id:pk>/", judging.ReviewMarkView.as_view(), name="review-mark"),
    path(f"{REVIEW}overall/", judging.ReviewOverallView.as_view(), name="review-overall"),
    path(f"{REVIEW}comments/", judging.ReviewCommentsView.as_view(), name="review-comments"),
    path(f"{REVIEW}share/", reviews.ReviewShareView.as_view(), name="review-share"),
    path(f"{REVIEW}take-back/", reviews.ReviewTakeBackView.as_view(), name="review-take-back"),
    path(f"{REVIEW}complete/", reviews.ReviewCompleteView.as_view(), name="review-complete"),
    path(f"{REVIEW}reopen/", reviews.ReviewReopenView.as_view(), name="review-reopen"),
    path(f"{REVIEW}history/", reviews.ReviewHistoryView.as_view(), name="review-history"),
]
