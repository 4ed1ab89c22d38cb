"""Members of staff, known by their employee code and never by name or telephone."""
