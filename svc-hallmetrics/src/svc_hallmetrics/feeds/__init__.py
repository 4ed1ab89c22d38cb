"""Who may send the tickets of which hall."""
