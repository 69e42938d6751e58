"""What every service refuses alike."""

from django.core.exceptions import ValidationError
from django.db import models

from csplan.core.errors import IncompleteError


def refuse_broken_rules(row: models.Model) -> None:
    """IncompleteError, saying what to do, for a row its table would not hold."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise IncompleteError(". ".join(error.messages)) from error
