"""Organisations: networks, their members, and the staff who work there."""
