"""The mail on the day before: who gets one, and when."""
