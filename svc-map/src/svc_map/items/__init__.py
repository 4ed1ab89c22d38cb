"""What the catalogue offers; a copy of what svc-catalog owns."""
