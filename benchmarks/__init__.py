"""What Parley costs, measured against the least that the same parts could do."""
