"""Self-service terminals: presence and alarms."""
