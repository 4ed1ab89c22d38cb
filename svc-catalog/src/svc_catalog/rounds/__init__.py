"""Rounds in which lists are renewed."""
