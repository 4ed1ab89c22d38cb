"""What a list makes of a change of the province that meets what it says itself."""
