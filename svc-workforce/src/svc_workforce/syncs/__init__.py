"""Bringing the directory in line with the staff platform: first a difference, then its application."""
