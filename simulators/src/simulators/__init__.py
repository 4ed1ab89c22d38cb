"""The providers outside, each a program of its own."""
