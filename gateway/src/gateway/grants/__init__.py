"""Grants: who may do what, in which application and where."""
