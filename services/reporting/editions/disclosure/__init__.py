"""Disclosure control: which figures of an event may be published, and which are withheld.

`decide` makes the pattern, `protects` tells whether a pattern still holds for later figures. Why
suppression, and which rule: docs/decisions/0010 and 0011.
"""

from services.reporting.editions.disclosure.pattern import Pattern, decide, protects

__all__ = ["Pattern", "decide", "protects"]
