"""Publications of rounds: what each did to its list."""
