"""Where CS Local works, who works there, who oversees it and who pays."""

from localities.models.coverage import Headcount, Representation
from localities.models.meetings import Meeting, QuarterMeeting
from localities.models.money import FundingContribution, Payment, PlannedResources
from localities.models.people import Post, PostHolding, SteeringGroup, SteeringGroupSeat
from localities.models.places import Cluster, Locality, LocalityChange, LocalityMembership

__all__ = [
    "Cluster",
    "FundingContribution",
    "Headcount",
    "Locality",
    "LocalityChange",
    "LocalityMembership",
    "Meeting",
    "Payment",
    "PlannedResources",
    "Post",
    "PostHolding",
    "QuarterMeeting",
    "Representation",
    "SteeringGroup",
    "SteeringGroupSeat",
]
