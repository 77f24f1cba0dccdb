"""Small occasions for tests that need an event of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from scenarios.client import Client


def workshop_body(organiser_id: str, **more: Any) -> dict[str, Any]:
    """A workshop running now, with two places, and a station and a counselling table beside it."""
    now = datetime.now(UTC).replace(microsecond=0)
    span = {
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=3)).isoformat(),
    }
    return {
        "title": "Rückenschule",
        "kind": "health_day",
        "organiser_id": organiser_id,
        "partner_ids": [],
        **span,
        "time_zone": "Europe/Berlin",
        "waitlist": True,
        "identity": "named",
        "report": {"grace_seconds": 1, "min_cell": 5},
        "sessions": [
            {"title": "Rücken", "kind": "workshop", "capacity": 2, "drop_in": False, **span},
            {"title": "Balance", "kind": "station", "drop_in": True, **span},
            {
                "title": "Suchtberatung",
                "kind": "counselling",
                "drop_in": True,
                "confidential": True,
                **span,
            },
        ],
        **more,
    }


async def published(client: Client, **more: Any) -> dict[str, Any]:
    """A published workshop of a fresh organizer."""
    organiser = await client.organisation(f"Verein {uuid4().hex[:8]}", "association")
    return dict(await client.event(workshop_body(organiser, **more)))


def person(number: int, *sessions: str) -> dict[str, Any]:
    """A body that registers one made-up person."""
    mail = f"person{number}@example.org"
    return {
        "contact": {"name": f"Person {number}", "email": mail, "locale": "de"},
        "people": [{"name": f"Person {number}", "email": mail, "sessions": list(sessions)}],
    }


def scan(kind: str, **more: Any) -> dict[str, Any]:
    """A scan made just now."""
    return {
        "scan_id": str(uuid4()),
        "kind": kind,
        "scanned_at": datetime.now(UTC).isoformat(),
        "device": "tuer",
        **more,
    }
