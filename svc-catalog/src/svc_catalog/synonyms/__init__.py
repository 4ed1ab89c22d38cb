"""Keeps what people say instead of what guides call it."""
