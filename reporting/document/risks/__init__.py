"""The escalated risks of a pack."""
