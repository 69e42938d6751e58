"""What the NSG asked about earlier packs, and what was answered."""
