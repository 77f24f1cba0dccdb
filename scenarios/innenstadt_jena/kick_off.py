"""The KickOff after the workshop: a broad choice of members says what is needed, and weighs it.

The day (27 September 2021) and its three headings are the network's own; how many came is invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from scenarios.client import Client
from scenarios.ending import close_and_report
from scenarios.innenstadt_jena import ideas, visitors
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20210928
PEOPLE = 80
"""Who register (invented)."""
NO_SHOWS = 6

Say = Callable[[str], None]


def event(organiser_id: str, partner_ids: list[str], starts_at: datetime) -> dict[str, Any]:
    """The KickOff as the API takes it; `starts_at` aware."""
    span = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
    }
    return {
        "title": "KickOff: Was die Innenstadt gesund hält",
        "kind": "kick_off",
        "organiser_id": organiser_id,
        "partner_ids": partner_ids,
        **span,
        "time_zone": "Europe/Berlin",
        "capacity": 100,
        "waitlist": True,
        "identity": "named",
        "venue": "Volksbad, Knebelstraße 10, 07743 Jena",
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": [{"title": "Bedarfe, Projekte, Aktionen", "kind": "agenda_item", **span}],
    }


async def play(  # noqa: PLR0917 - who plays what where
    client: Client,
    planned: dict[str, Any],
    members: Sequence[str],
    people: int,
    partner_email: str,
    say: Say,
) -> Outcome:
    """Register, come in, send ideas and weigh them, close; figures must equal the ledger."""
    chance, ledger = random.Random(SEED), Ledger()
    companies = chance.sample(list(members), len(members))
    made = await visitors.register(client, planned, companies, [[] for _ in range(people)])
    visitors.count(made, ledger)
    here = made[: people - min(NO_SHOWS, people // 4)]
    await visitors.come(client, planned, visitors.tickets(here), chance, ledger)
    await ideas.collect(client, planned, say)
    return await close_and_report(client, planned["id"], ledger, partner_email, say)
