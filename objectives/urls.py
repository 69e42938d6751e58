from objectives import (
    urls_feedback,
    urls_office,
    urls_progress,
    urls_published,
    urls_quality,
    urls_reviews,
    urls_transcription,
)

app_name = "objectives"

urlpatterns = [
    *urls_quality.urlpatterns,
    *urls_progress.urlpatterns,
    *urls_feedback.urlpatterns,
    *urls_reviews.urlpatterns,
    *urls_office.urlpatterns,
    *urls_transcription.urlpatterns,
    *urls_published.urlpatterns,
]
