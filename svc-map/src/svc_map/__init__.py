"""svc-map: sites and terminals, what each offers, when it is open, and which is nearest."""
