"""Lists of items as files: workbooks for people, JSON lines for programs."""
