"""Tests of the doors: fold, advice, cards, tallies."""
