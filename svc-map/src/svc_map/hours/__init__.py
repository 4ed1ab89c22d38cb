"""When a place is open, by its week and the work calendar."""
