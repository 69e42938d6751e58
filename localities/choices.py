"""Named lists of the organisation: posts, capacities, payments, what happens to localities."""

from django.db import models

LOCALITY_ORDER = ("locality__cluster__order", "locality__order", "locality__name")
"""The order of what belongs to a locality: as the localities themselves stand."""


class PostKind(models.TextChoices):
    COORDINATOR = "coordinator", "Co-ordinator"
    ASSISTANT = "assistant", "Assistant Co-ordinator"
    NATIONAL_COORDINATOR = "national_coordinator", "National Co-ordinator"
    HEAD = "head", "Head of CS Local"
    SRO = "sro", "Senior Responsible Officer (SRO)"


class Capacity(models.TextChoices):
    """Why somebody sits on a steering group."""

    CHAIR = "chair", "Chair"
    FUNDING_DEPARTMENT = "funding_department", "Funding department"
    MEMBER = "member", "Member"
    LOCALITY_SRO = "locality_sro", "SRO from a locality"
    SMALLER_DEPARTMENTS = "smaller_departments", "Nominee of the smaller departments"
    SENIOR_OFFICIALS = "senior_officials", "Senior officials of departments in the area"
    UNION = "union", "Union representative"


class PaymentKind(models.TextChoices):
    INVOICED = "invoiced", "Invoice sent"
    RECEIVED = "received", "Payment received"


class ChangeKind(models.TextChoices):
    """What can happen to a locality."""

    MOVED = "moved", "Moved to another cluster"
    MERGED = "merged", "Merged into another locality"
    SPLIT = "split", "Split: a new locality was made of part of it"
    RENAMED = "renamed", "Renamed"
    CLOSED = "closed", "Closed"
