"""What the NSG is asked to decide, what it decided, and the actions that came of it."""
