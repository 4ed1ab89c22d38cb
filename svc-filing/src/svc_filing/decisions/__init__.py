"""Decision tables: what is approved at once, and what goes to a person, with the reason."""
