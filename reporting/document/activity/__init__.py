"""What localities did in a pack's quarter: visits, case studies and events."""
