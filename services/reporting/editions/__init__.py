"""Frozen reports: disclosure control, figures, documents."""
