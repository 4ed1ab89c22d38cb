"""svc-map: where things can be done, when, and why not elsewhere."""
