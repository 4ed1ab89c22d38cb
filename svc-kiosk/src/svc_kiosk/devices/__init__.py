"""Terminals: what they are, where they stand, and how they are."""
