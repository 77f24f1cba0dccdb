"""Scenario 2: the job centre's big open health day."""
