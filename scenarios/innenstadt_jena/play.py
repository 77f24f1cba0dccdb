"""Plays the kick-off workshop: companies register, the waitlist moves, the doors, the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report
from scenarios.innenstadt_jena import data
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20210927
PARTNER_EMAIL = "bgf@kasse-jena.example.org"
ORGANIZER_EMAIL = "planung@innenstadt.example.org"
COMPANIES_THAT_COME = 26
NO_SHOWS = 4

Say = Callable[[str], None]


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:  # noqa: ARG001 - short day
    """Play the workshop; raises UnexpectedAnswerError where product and ledger differ."""
    companies, event = await _plan(client, say)
    ledger = Ledger()
    chance = random.Random(SEED)
    bookings = await _register(client, event, companies, chance, say)
    await _first_cancels(client, bookings, say)
    tickets = await _settle(client, bookings, ledger)
    say(f"{ledger.registered} places taken, {ledger.waitlisted} people wait")
    await _doors(client, event, chance.sample(tickets, len(tickets) - NO_SHOWS), chance, ledger)
    return await close_and_report(client, event["id"], ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> tuple[list[str], dict[str, Any]]:
    """The network with its companies and staff, and the published event."""
    network = await client.organisation("Initiative Innenstadt Jena", "network")
    insurer = await client.organisation("Krankenkasse Jena (Beispiel)", "insurer")
    companies = [
        str((await client.call("POST", "/api/v1/organisations", {**c, "parent_id": network}))["id"])
        for c in data.companies()
    ]
    await client.member(insurer, "Partner Kasse", PARTNER_EMAIL, "partner")
    await client.member(network, "Planung Innenstadt", ORGANIZER_EMAIL, "organizer")
    return companies, dict(await client.event(data.event(network, [insurer], starts_at)))


async def _plan(client: Client, say: Say) -> tuple[list[str], dict[str, Any]]:
    starts_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    companies, event = await plan(client, starts_at)
    say(f"network of {len(companies)} companies; {client.ready.url}/e/{event['id']}")
    return companies, event


async def _register(
    client: Client,
    event: dict[str, Any],
    companies: list[str],
    chance: random.Random,
    say: Say,
) -> list[dict[str, Any]]:
    """Company contacts register parties until more people want in than there are places."""
    sessions = [s["id"] for s in event["sessions"]]
    bookings = []
    for number, company in enumerate(chance.sample(companies, COMPANIES_THAT_COME)):
        size = 1 + number % 4
        choice = [sessions[number % 2], sessions[2]] if number % 3 else [sessions[number % 2]]
        people = [
            {
                "name": f"Person {number + 1}-{i + 1} Muster",
                "email": f"person-{number + 1}-{i + 1}@betrieb.example.org",
                "sessions": choice,
            }
            for i in range(size)
        ]
        body = {
            "contact": {
                "name": f"Kontakt {number + 1} Muster",
                "email": f"kontakt-{number + 1}@betrieb.example.org",
                "locale": "de",
                "organisation_id": company,
            },
            "people": people,
            "fill": "all_or_none",
        }
        bookings.append(await client.register(event["id"], body, key=f"betrieb-{number}"))
    waiting = sum(b["status"] == "waitlisted" for b in bookings)
    say(f"{len(bookings)} companies registered, {waiting} of them on the waitlist")
    return bookings


async def _first_cancels(client: Client, bookings: list[dict[str, Any]], say: Say) -> None:
    """The biggest confirmed party cancels; whoever fits moves up."""
    confirmed = [b for b in bookings if b["status"] == "confirmed"]
    largest = max(confirmed, key=lambda b: len(b["people"]))
    path = f"/api/v1/registrations/{largest['id']}"
    await client.call("DELETE", path, token=largest["manage_token"], expect=(204,))
    say(f"a party of {len(largest['people'])} cancels")


async def _settle(client: Client, bookings: list[dict[str, Any]], ledger: Ledger) -> list[str]:
    """Read every booking by its own manage token, as its contact would; count what is confirmed."""
    tickets = []
    for booking in bookings:
        path = f"/api/v1/registrations/{booking['id']}"
        state = await client.call("GET", path, token=booking["manage_token"])
        for person in state["people"]:
            if person["status"] == "confirmed":
                tickets.append(person["ticket"])
                ledger.registered_at.update(person["sessions"])
            elif person["status"] == "waitlisted":
                ledger.waitlisted += 1
    ledger.registered = len(tickets)
    if not tickets or not ledger.waitlisted:
        raise UnexpectedAnswerError("the workshop should be full, with people waiting")
    return tickets


async def _doors(
    client: Client,
    event: dict[str, Any],
    tickets: list[str],
    chance: random.Random,
    ledger: Ledger,
) -> None:
    start = datetime.fromisoformat(event["starts_at"])
    scans = [
        {
            "scan_id": str(UUID(int=chance.getrandbits(128), version=4)),
            "ticket": ticket,
            "kind": "in",
            "scanned_at": (start + timedelta(minutes=chance.uniform(-20, 25))).isoformat(),
            "device": "einlass",
        }
        for ticket in tickets
    ]
    for result in await client.scan(event["id"], scans):
        if result["result"] != "ok":
            raise UnexpectedAnswerError(f"scan not taken: {result}")
    ledger.checked_in = len(tickets)
