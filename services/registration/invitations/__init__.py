"""Who is invited to an event: places kept for organisations, and invitations to single people."""
