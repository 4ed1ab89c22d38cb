"""What each region offers; a copy of what svc-catalog owns."""
