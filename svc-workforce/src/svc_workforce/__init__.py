"""The staff directory and what follows from it."""
