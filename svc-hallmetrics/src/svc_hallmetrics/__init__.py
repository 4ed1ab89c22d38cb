"""svc-hallmetrics: queue tickets turned into waiting times that can be traced down to the ticket."""
