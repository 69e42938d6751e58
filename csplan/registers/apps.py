from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "csplan.registers"
    label = "registers"
