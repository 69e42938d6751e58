from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "csplan.accounts"
    label = "accounts"
    default = True


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin, open to those who hold the administrator role and to nobody else."""

    default = False
    default_site = "csplan.accounts.administration.AdministrationSite"
