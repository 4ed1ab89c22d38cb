"""Items: the directory, and how each county carries it out (基本目录, 实施清单)."""
