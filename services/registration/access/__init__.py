"""Staff, roles, sign-in, tokens."""
