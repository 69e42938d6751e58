"""Encrypt every second factor anew, while both keys are known."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.people.services.encryption import reencrypt_second_factors


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of second factors with the present SECRET_KEY. Run it while "
        "SECRET_KEY_PREVIOUS is still given, before that is taken away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = reencrypt_second_factors()
        self.stdout.write(f"Encrypted {done} anew.")
        if lost:
            self.stdout.write(
                f"{lost} could not be read with any key that is given: their holders need their "
                "second factor removed."
            )
