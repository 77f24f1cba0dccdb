"""One's own access: sessions in browsers, and API tokens."""
