"""Truth about who takes part in what."""
