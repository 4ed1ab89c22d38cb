"""The synthetic city as files: regions, departments, items, guides, work calendar."""
