"""How long people wait in each hall right now, from the tickets of the day."""
