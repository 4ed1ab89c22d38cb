"""The bodies that handle items."""
