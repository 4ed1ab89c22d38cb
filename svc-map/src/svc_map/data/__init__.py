"""The synthetic city, as far as it concerns the map."""
