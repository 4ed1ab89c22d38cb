"""Entries that the bot may cite: one per aspect of an item, each with the version that it rests on."""
