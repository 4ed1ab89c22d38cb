"""Navigations: the many ways to walk to an item without knowing its name."""
