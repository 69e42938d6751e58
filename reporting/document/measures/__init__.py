"""The measures of a pack."""
