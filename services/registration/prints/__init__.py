"""Paper: name badges, lists, signs, posters, and each person's own certificate of attendance."""
