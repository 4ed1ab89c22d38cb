"""Applications on their way from submission to decision."""
