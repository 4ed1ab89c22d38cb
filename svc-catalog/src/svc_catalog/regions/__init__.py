"""Provinces, prefectures, counties, towns and villages; the tree is in the code."""
