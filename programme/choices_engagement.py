"""Named lists of risks, stakeholders, communications and impact."""

from django.db import models


class Likelihood(models.IntegerChoices):
    RARE = 1, "Rare"
    UNLIKELY = 2, "Unlikely"
    POSSIBLE = 3, "Possible"
    LIKELY = 4, "Likely"
    ALMOST_CERTAIN = 5, "Almost certain"


LIKELIHOOD_DEFINITIONS: dict[int, str] = {
    Likelihood.RARE: "1 of 5. Less than a 5% chance before the plan ends.",
    Likelihood.UNLIKELY: "2 of 5. A 5% to 20% chance.",
    Likelihood.POSSIBLE: "3 of 5. A 20% to 50% chance.",
    Likelihood.LIKELY: "4 of 5. A 50% to 80% chance.",
    Likelihood.ALMOST_CERTAIN: "5 of 5. More than an 80% chance, or it has begun.",
}


class RiskImpact(models.IntegerChoices):
    NEGLIGIBLE = 1, "Negligible"
    MINOR = 2, "Minor"
    MODERATE = 3, "Moderate"
    MAJOR = 4, "Major"
    SEVERE = 5, "Severe"


IMPACT_DEFINITIONS: dict[int, str] = {
    RiskImpact.NEGLIGIBLE: "1 of 5. Absorbed in day-to-day work.",
    RiskImpact.MINOR: "2 of 5. A milestone slips within its quarter.",
    RiskImpact.MODERATE: "3 of 5. A milestone or a quarter’s figure is missed.",
    RiskImpact.MAJOR: "4 of 5. A year’s target is missed, or a department stops taking part.",
    RiskImpact.SEVERE: "5 of 5. Something the plan promises cannot be delivered.",
}


class RiskLevel(models.TextChoices):
    """What a score of 1 to 25 amounts to."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very_high", "Very high"


RISK_LEVEL_COLOURS: dict[str, str] = {
    RiskLevel.LOW: "green",
    RiskLevel.MEDIUM: "yellow",
    RiskLevel.HIGH: "orange",
    RiskLevel.VERY_HIGH: "red",
}


class Movement(models.TextChoices):
    """How a risk moved since a day."""

    NEW = "new", "New"
    UP = "up", "Up"
    DOWN = "down", "Down"
    UNCHANGED = "unchanged", "Unchanged"
    CLOSED = "closed", "Closed"


class StakeholderKind(models.TextChoices):
    FUNDER = "funder", "Funding department"
    DEPARTMENT = "department", "Other department or body"
    NETWORK = "network", "Local network"
    UNION = "union", "Trade union"
    STAFF = "staff", "Staff"
    CENTRE = "centre", "Cabinet Office and the centre"
    COMMUNITY = "community", "School, charity or community"
    SUPPLIER = "supplier", "Partner or supplier"
    OTHER = "other", "Other"


class Extent(models.TextChoices):
    """How much interest or influence somebody has."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


INTEREST_DEFINITIONS: dict[str, str] = {
    Extent.LOW: "It touches their work little, and they seldom ask.",
    Extent.MEDIUM: "It touches part of their work, and they follow how it goes.",
    Extent.HIGH: "Their own work or people depend on it.",
}
INFLUENCE_DEFINITIONS: dict[str, str] = {
    Extent.LOW: "They can neither help it much nor hold it up.",
    Extent.MEDIUM: "They can help it or hold it up in places.",
    Extent.HIGH: "They can make it succeed or stop it.",
}


class Approach(models.TextChoices):
    MANAGE = "manage", "Manage closely"
    SATISFY = "satisfy", "Keep satisfied"
    INFORM = "inform", "Keep informed"
    MONITOR = "monitor", "Monitor"


class CommunicationState(models.TextChoices):
    """Where a planned communication stands on a day."""

    PLANNED = "planned", "Planned"
    OVERDUE = "overdue", "Overdue"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


COMMUNICATION_STATE_COLOURS: dict[str, str] = {
    CommunicationState.PLANNED: "blue",
    CommunicationState.OVERDUE: "orange",
    CommunicationState.DONE: "green",
    CommunicationState.CANCELLED: "grey",
}


class Judgement(models.TextChoices):
    """How far what was meant to change did change."""

    ACHIEVED = "achieved", "Achieved"
    LARGELY = "largely", "Largely achieved"
    PARTLY = "partly", "Partly achieved"
    NOT_ACHIEVED = "not_achieved", "Not achieved"
    TOO_EARLY = "too_early", "Too early to say"


JUDGEMENT_DEFINITIONS: dict[str, str] = {
    Judgement.ACHIEVED: "The evidence shows the change the question asks about.",
    Judgement.LARGELY: "It shows most of it; what is missing is small.",
    Judgement.PARTLY: "It shows some of it, or only in some places.",
    Judgement.NOT_ACHIEVED: "It shows no such change.",
    Judgement.TOO_EARLY: "There is no evidence yet by which to judge.",
}
JUDGEMENT_COLOURS: dict[str, str] = {
    Judgement.ACHIEVED: "green",
    Judgement.LARGELY: "teal",
    Judgement.PARTLY: "yellow",
    Judgement.NOT_ACHIEVED: "red",
    Judgement.TOO_EARLY: "grey",
}
