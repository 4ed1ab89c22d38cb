"""Which days count; a copy of the work calendar that svc-catalog owns."""
