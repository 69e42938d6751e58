"""The rules of the objectives: pure, a module per concept."""
