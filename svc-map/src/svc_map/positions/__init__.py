"""Where things are, and in which coordinates."""
