"""Places with people behind windows: where they are, when they are open, what they offer."""
