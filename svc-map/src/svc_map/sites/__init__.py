"""Halls and service points: where they are, when they are open, what they offer."""
