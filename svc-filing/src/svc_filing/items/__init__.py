"""What may be applied for; a copy of what svc-catalog owns."""
