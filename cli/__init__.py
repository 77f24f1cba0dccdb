"""The `auftakt` command."""
