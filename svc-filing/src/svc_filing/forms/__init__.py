"""What an applicant fills in, as JSON Schema; the server checks it again."""
