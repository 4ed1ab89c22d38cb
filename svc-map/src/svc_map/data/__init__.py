"""The synthetic city's sites as a file; positions are those of county seats, not surveyed."""
