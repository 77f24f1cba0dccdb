"""Forgetting people: on their word, on the organizer's, and when their time is over."""
