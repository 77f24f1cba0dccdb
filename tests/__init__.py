"""Tests mirror the tree; the servers they need are started by conftest.py."""
