"""Counts what is asked of search and what is opened, and never who did."""
