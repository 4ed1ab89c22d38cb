"""The province's library of items, which is the master of every list here: taken in every night."""
