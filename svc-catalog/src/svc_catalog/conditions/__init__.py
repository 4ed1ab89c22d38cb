"""A small closed language of conditions on facts: field, operator, value."""
