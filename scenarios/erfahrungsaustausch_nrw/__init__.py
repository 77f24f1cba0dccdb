"""Scenario 3: a series of meetings at which 29 sites learn from each other."""
