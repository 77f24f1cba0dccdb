"""Scenario 1: a network of 100+ small companies: workshop, KickOff and health week."""
