"""Live figures and their stream."""
