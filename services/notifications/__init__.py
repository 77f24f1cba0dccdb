"""Truth about what was sent to whom."""
