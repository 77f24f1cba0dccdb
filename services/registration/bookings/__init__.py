"""Registering: places, parties, waitlist, self-service."""
