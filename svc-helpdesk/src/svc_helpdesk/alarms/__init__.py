"""Terminals that are out of order; a copy of what svc-kiosk tells."""
