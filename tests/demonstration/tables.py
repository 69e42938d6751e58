"""How much every table of the plans holds."""

from django.apps import apps

APPS = ("core", "accounts", "audit", "localities", "objectives", "programme")


def counts() -> dict[str, int]:
    models = (model for label in APPS for model in apps.get_app_config(label).get_models())
    return {model._meta.label: model._default_manager.count() for model in models}
