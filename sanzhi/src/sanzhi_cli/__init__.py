"""Starts, feeds and looks after the whole suite on one machine."""
