"""Employees who register for themselves, and those of them who come."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ledger import Ledger

AT_ONCE = 8
Json = Any


async def register(
    client: Client,
    event: Json,
    companies: Sequence[str],
    choices: Sequence[list[str]],
    first: int = 1,
) -> list[Json]:
    """One made-up person for each choice of sessions, in turn from these companies; their names
    are numbers from `first` on."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, sessions: list[str]) -> Json:
        name = f"Mitarbeit {number:03} Muster"
        email = f"mitarbeit-{number:03}@betrieb.example.org"
        company = companies[number % len(companies)]
        contact = {"name": name, "email": email, "organisation_id": company}
        body = {"contact": contact, "people": [{"name": name, "sessions": sessions}]}
        async with gate:
            return await client.register(event["id"], body)

    return await asyncio.gather(*(one(n, sessions) for n, sessions in enumerate(choices, first)))


def count(made: Sequence[Json], ledger: Ledger) -> None:
    """Enter what the answers say into the ledger."""
    for booking in made:
        for person in booking["people"]:
            if person["status"] == "confirmed":
                ledger.registered += 1
                ledger.registered_at.update(person["sessions"])
            else:
                ledger.waitlisted += 1


def tickets(made: Sequence[Json]) -> list[str]:
    """Of those who registered for themselves."""
    return [str(booking["people"][0]["ticket"]) for booking in made]


async def come(
    client: Client, event: Json, tickets: Sequence[str], chance: random.Random, ledger: Ledger
) -> None:
    """Who holds these tickets comes through the door, within the last 45 minutes."""
    now = datetime.now(UTC)
    scans = [
        {
            "scan_id": str(UUID(int=chance.getrandbits(128), version=4)),
            "ticket": ticket,
            "kind": "in",
            "scanned_at": (now - timedelta(minutes=chance.uniform(0, 45))).isoformat(),
            "device": "einlass",
        }
        for ticket in tickets
    ]
    for result in await client.scan(event["id"], scans):
        if result["result"] != "ok":
            raise UnexpectedAnswerError(f"scan not taken: {result}")
    ledger.checked_in += len(scans)
