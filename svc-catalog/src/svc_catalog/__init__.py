"""svc-catalog: what can be done, where, by whom, and how to find it."""
