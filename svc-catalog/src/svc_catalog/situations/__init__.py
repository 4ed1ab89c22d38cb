"""Situations: what an item asks of somebody depends on answers to a few questions (办理情形)."""
