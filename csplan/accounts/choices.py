"""The roles people hold, and what each is limited to."""

from django.db import models


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Co-ordinator"
    ASSISTANT = "assistant", "Assistant co-ordinator"
    SRO = "sro", "Senior Responsible Officer (SRO)"
    NATIONAL_TEAM = "national_team", "National team"
    HEAD = "head", "Head of CS Local"
    NSG = "nsg", "National Steering Group (NSG) member"
    PRIVATE_OFFICE = "private_office", "Private office"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


LOCALITY_ROLES = (Role.COORDINATOR, Role.SRO)
CLUSTER_ROLES = (Role.ASSISTANT,)
DEPARTMENT_ROLES = (Role.PRIVATE_OFFICE,)
"""Roles that must carry a scope. An NSG grant may name the department represented."""

GUARDED_ROLES = (Role.ADMINISTRATOR, Role.HEAD)
"""Roles that two administrators give and end together."""

LONG_PASSWORD_ROLES = GUARDED_ROLES
"""Roles whose holders use a longer password."""
