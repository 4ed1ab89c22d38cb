"""svc-filing: takes applications, decides them, and answers for each decision."""
