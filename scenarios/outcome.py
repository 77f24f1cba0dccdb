"""What a played scenario leaves behind for those who check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Outcome:
    """The event, the scenario's ledger, the last live figures, and the partner's report."""

    event_id: str
    ledger: Ledger
    live: dict[str, Any]
    edition: dict[str, Any]
    partner_email: str
    report_pdf: bytes
