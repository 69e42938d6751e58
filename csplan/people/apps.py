from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "csplan.people"
    label = "people"
