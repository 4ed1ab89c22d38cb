"""The halls that are measured; a copy of the sites that svc-map owns."""
