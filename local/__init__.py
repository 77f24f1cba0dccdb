"""The whole stack on one machine without Docker: real servers from packages, one supervisor."""
