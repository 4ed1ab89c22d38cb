"""Files that come in by parts, are looked at, and are kept by their content."""
