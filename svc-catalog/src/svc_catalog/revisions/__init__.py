"""Revisions of items: who drafted, who signed, what changed, and what people read on a day."""
