"""Doors: visitor cards, check-in, station visits, tallies."""
