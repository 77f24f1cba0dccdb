"""Plays a network's first year: members by list, workshop, KickOff with ideas, health week.

At the workshop companies register, the waitlist moves, people come. Each occasion ends with its
report.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scenarios.client import Client
from scenarios.ending import close_and_report
from scenarios.innenstadt_jena import companies, data, health_week, kick_off, members, visitors
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20210927
PARTNER_EMAIL = "bgf@kasse-jena.example.org"
ORGANIZER_EMAIL = "planung@innenstadt.example.org"
NO_SHOWS = 4

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large KickOff and health week are; both sizes are invented."""

    kick_off: int
    week: health_week.Size


FULL = Sizes(kick_off.PEOPLE, health_week.FULL)
SMALL = Sizes(8, health_week.Size(days=2, seats=3, slots=2, both=2))
"""All the same steps in a second or two."""


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:  # noqa: ARG001 - short day
    """Play all three in full; raises UnexpectedAnswerError where product and ledger differ."""
    return (await play_all(client, say, FULL))[0]


async def play_all(client: Client, say: Say, sizes: Sizes) -> list[Outcome]:
    """Workshop, KickOff and health week: what each of them leaves behind."""
    network, joined, planned = await _plan(client, say)
    soon = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    (partner,) = planned["partner_ids"]
    later = [
        await client.event(kick_off.event(network, [partner], soon)),
        await client.event(health_week.event(network, [partner], soon, sizes.week)),
    ]
    # Side by side: the reports of all three are waited for at the same time.
    played = await asyncio.gather(
        _workshop(client, joined, planned, say),
        kick_off.play(client, later[0], joined, sizes.kick_off, PARTNER_EMAIL, say),
        health_week.play(client, later[1], joined, sizes.week, PARTNER_EMAIL, say),
    )
    return list(played)


async def _workshop(client: Client, joined: list[str], event: dict[str, Any], say: Say) -> Outcome:
    ledger = Ledger()
    chance = random.Random(SEED)
    lists = await companies.register(client, event, joined, chance, say)
    await companies.manage(client, lists, say)
    tickets = await companies.settle(client, event, lists, ledger)
    say(f"{ledger.registered} places taken, {ledger.waitlisted} people wait")
    await visitors.come(
        client, event, chance.sample(tickets, len(tickets) - NO_SHOWS), chance, ledger
    )
    return await close_and_report(client, event["id"], ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> tuple[str, list[str], dict[str, Any]]:
    """The network with its companies and staff, and the published workshop."""
    network = await client.organisation("Initiative Innenstadt Jena", "network")
    insurer = await client.organisation("Krankenkasse Jena (Beispiel)", "insurer")
    joined = await members.join(client, network)
    await client.member(insurer, "Partner Kasse", PARTNER_EMAIL, "partner")
    await client.member(network, "Planung Innenstadt", ORGANIZER_EMAIL, "organizer")
    workshop = dict(await client.event(data.event(network, [insurer], starts_at)))
    return network, joined, workshop


async def _plan(client: Client, say: Say) -> tuple[str, list[str], dict[str, Any]]:
    # Contacts change their lists until the event begins; the first guests come before that.
    starts_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    network, joined, event = await plan(client, starts_at)
    say(f"network of {len(joined)} companies; {client.ready.url}/e/{event['id']}")
    return network, joined, event
