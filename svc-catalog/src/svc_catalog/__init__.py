"""Items, guides, regions, work calendar and search."""
