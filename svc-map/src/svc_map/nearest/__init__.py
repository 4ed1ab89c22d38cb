"""The nearest place that offers an item and is open at a time; and for the others, why not."""
