"""Who may do what to objectives, a module per concept."""
