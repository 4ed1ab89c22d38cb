"""Keeps the list of what people ask and do not find: who mends it, and whether that helped."""
