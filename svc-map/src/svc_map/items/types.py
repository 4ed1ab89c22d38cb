"""The states of an item as the catalogue announces them."""

PUBLISHED = "published"
SUSPENDED = "suspended"
