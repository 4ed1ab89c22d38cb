"""What the services promise each other: event messages and topics."""
