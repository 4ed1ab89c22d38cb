"""Names that items share with those who show them."""

#: The deadline at which the devices of a county tell what they offer now.
TELL = "items.tell"
