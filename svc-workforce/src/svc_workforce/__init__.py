"""svc-workforce: the staff directory as the staff platform keeps it, and what follows from it."""
