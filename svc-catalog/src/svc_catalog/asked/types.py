"""How much of a question is kept."""

LONGEST = 40  # characters
