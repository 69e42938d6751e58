"""Free text on its way into the record."""

from django.core.exceptions import ValidationError

from csplan.core.errors import IncompleteError
from csplan.core.text import clean_narrative


def clean(words: str) -> str:
    """The words as the record keeps them, whoever sent them; IncompleteError if it cannot."""
    try:
        return clean_narrative(words)
    except ValidationError as error:
        raise IncompleteError(" ".join(error.messages)) from error
