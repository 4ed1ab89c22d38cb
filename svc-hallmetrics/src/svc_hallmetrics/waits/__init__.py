"""How long people wait, by hall and hour, down to the ticket."""
