"""Plays the kick-off workshop: companies register, the waitlist moves, doors, ideas, the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report
from scenarios.innenstadt_jena import companies, data, ideas
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20210927
PARTNER_EMAIL = "bgf@kasse-jena.example.org"
ORGANIZER_EMAIL = "planung@innenstadt.example.org"
NO_SHOWS = 4

Say = Callable[[str], None]


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:  # noqa: ARG001 - short day
    """Play the workshop; raises UnexpectedAnswerError where product and ledger differ."""
    members, event = await _plan(client, say)
    ledger = Ledger()
    chance = random.Random(SEED)
    lists = await companies.register(client, event, members, chance, say)
    await companies.manage(client, lists, say)
    tickets = await companies.settle(client, event, lists, ledger)
    say(f"{ledger.registered} places taken, {ledger.waitlisted} people wait")
    await _doors(client, event, chance.sample(tickets, len(tickets) - NO_SHOWS), chance, ledger)
    await ideas.collect(client, event, say)
    return await close_and_report(client, event["id"], ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> tuple[list[str], dict[str, Any]]:
    """The network with its companies and staff, and the published event."""
    network = await client.organisation("Initiative Innenstadt Jena", "network")
    insurer = await client.organisation("Krankenkasse Jena (Beispiel)", "insurer")
    members = [
        str((await client.call("POST", "/api/v1/organisations", {**c, "parent_id": network}))["id"])
        for c in data.companies()
    ]
    await client.member(insurer, "Partner Kasse", PARTNER_EMAIL, "partner")
    await client.member(network, "Planung Innenstadt", ORGANIZER_EMAIL, "organizer")
    return members, dict(await client.event(data.event(network, [insurer], starts_at)))


async def _plan(client: Client, say: Say) -> tuple[list[str], dict[str, Any]]:
    # Contacts change their lists until the event begins; the first guests come before that.
    starts_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    members, event = await plan(client, starts_at)
    say(f"network of {len(members)} companies; {client.ready.url}/e/{event['id']}")
    return members, event


async def _doors(
    client: Client,
    event: dict[str, Any],
    tickets: list[str],
    chance: random.Random,
    ledger: Ledger,
) -> None:
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
    ledger.checked_in = len(tickets)
