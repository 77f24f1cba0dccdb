"""Journeys over the whole running stack."""
