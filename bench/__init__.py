"""The performance promises, measured as ratios within one run."""
