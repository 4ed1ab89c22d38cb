"""What somebody has to look at: one list per region."""
