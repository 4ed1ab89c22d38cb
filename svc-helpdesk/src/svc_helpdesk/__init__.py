"""Answers: knowledge, bot, seats."""
