"""Tests of followers of a series."""
