"""Policies that help enterprises: their text, what they mean, and whom they are for."""
