"""What this service holds of the catalogue, for the catalogue to compare."""
