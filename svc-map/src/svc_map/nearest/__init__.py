"""Where to go for an item, now or at a moment."""
