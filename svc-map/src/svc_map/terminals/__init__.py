"""Self-service terminals; a copy of what svc-kiosk owns."""
