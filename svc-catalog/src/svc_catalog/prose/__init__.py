"""Rich text as typed blocks, never HTML."""
