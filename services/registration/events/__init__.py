"""Planning: organisations, events, sessions."""
