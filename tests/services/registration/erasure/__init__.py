"""Forgetting people, over the real API and database."""
