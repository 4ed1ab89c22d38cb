"""The clerk's desk: the cases of the own regions, and what is done to them."""
