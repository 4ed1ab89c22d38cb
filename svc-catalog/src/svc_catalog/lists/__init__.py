"""Curated lists: what they take, and what stands on them."""
