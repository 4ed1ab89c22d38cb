"""Names that offers share with those who set deadlines for them."""

#: The deadline at which the sites of a list tell what they offer now.
TELL = "offers.tell"
