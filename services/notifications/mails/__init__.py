"""Which mail for which fact, and its wording."""
