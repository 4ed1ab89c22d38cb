"""Guides as films, pictures and cartoons, and how they come to be public."""
