"""Sites, what each offers, and when."""
