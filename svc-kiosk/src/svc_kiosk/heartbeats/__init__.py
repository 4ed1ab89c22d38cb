"""Heartbeats: what every device says of itself once a minute."""
