"""Truth about figures; never sees a name."""
