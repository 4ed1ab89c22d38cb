"""Queue tickets turned into indicators."""
