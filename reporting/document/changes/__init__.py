"""What is different between two packs: reckoned from their facts, frozen, put into words."""
