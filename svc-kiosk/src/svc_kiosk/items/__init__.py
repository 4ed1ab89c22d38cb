"""What may be done at a terminal; a copy of what svc-catalog owns."""
