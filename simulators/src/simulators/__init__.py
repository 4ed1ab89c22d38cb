"""The providers outside, each a program of its own that knows nothing of the suite it serves."""
