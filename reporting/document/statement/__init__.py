"""What a funding department paid for a year, and what its people had for it."""
