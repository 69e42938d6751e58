"""Writes of the objectives, a module per concept. Each is one transaction and one event."""
