"""Who may do what with organisations."""

from __future__ import annotations

from shared.web.principal import ORGANIZER

PLANS = frozenset({ORGANIZER})
