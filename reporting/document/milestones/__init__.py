"""The milestones of a pack."""
