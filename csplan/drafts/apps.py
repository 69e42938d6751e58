from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "csplan.drafts"
    label = "drafts"
