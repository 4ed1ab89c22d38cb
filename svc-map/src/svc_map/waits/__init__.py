"""How long people wait in a hall now; from the tickets that svc-hallmetrics tells."""
