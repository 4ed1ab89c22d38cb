"""The one list of what waits for an officer."""
