"""What the province said last of each item, and what of it only the province may say."""
