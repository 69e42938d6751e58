"""Loads the two published plans without the illustrative year."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from csplan.demonstration.plans import load_plans


class Command(BaseCommand):
    help = "Load the two published plans, word for word. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        plans = load_plans(at=clock.now())
        self.stdout.write(f"Loaded: {plans.business_plan}; objectives of {plans.objective_set}.")
