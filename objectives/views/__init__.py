"""The pages of the objectives, a module per concept."""
