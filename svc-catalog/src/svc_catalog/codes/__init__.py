"""Every code table in one place, with labels, version and source."""
