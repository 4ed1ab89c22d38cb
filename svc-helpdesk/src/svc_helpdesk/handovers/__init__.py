"""Questions on their way to a person."""
