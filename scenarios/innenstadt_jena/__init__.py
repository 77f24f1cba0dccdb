"""Scenario 1: a network of 100+ small companies and its kick-off workshop."""
