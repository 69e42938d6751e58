from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "csplan.accounts"
    label = "accounts"
