"""Anchors: how far each service's audit chain reached, kept where that service cannot reach."""
