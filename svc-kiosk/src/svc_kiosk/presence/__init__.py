"""Presence: whether devices that are to be in use are heard, and whether we hear at all."""
