"""Tells open pages that something has happened to their cases."""
