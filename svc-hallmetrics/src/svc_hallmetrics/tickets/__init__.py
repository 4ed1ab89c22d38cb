"""Queue tickets; a ticket is hall, day, machine and number, because numbers restart every day."""
