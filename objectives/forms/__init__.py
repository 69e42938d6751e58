"""What people fill in about objectives, a module per concept."""
