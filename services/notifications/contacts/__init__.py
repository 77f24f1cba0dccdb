"""Who can be written to, projected from the contacts topic."""
