"""Batches of 教你办: which guides are to be made, by whom, until when, and how far they are."""
