"""Milestones of a pack whose ratings differ."""
