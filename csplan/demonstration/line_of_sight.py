"""Which of the business plan's outcomes serve which of the published objectives."""

from csplan.demonstration.files import read
from objectives.models import Objective, ObjectiveSet
from programme.models import BusinessPlan, ObjectiveLink


def load_line_of_sight(plan: BusinessPlan, objective_set: ObjectiveSet) -> None:
    """Make the links that are missing. Neither document names them, so each is illustrative."""
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    objectives = Objective.objects.filter(category__objective_set=objective_set)
    by_place = {
        (row.category.order, row.order): row for row in objectives.select_related("category")
    }
    for record in read("line_of_sight")["links"]:
        ObjectiveLink.objects.get_or_create(
            objective=by_place[record["category"], record["objective"]],
            outcome=outcomes[record["outcome"]],
            defaults={"plan": plan, "how": record["how"], "is_illustrative": True},
        )
