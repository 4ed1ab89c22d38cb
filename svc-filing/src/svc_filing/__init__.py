"""Applications and the decisions on them."""
