"""The directory (基本目录): what may be offered at all, with main items and sub-items."""
