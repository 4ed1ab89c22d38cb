"""The only public door: sign-on, sessions, grants, routing."""
