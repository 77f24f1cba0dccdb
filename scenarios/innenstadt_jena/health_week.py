"""The health week that the network planned: workshops and check-ups in slots on several days.

That it was planned, and its fields of action, are the network's own; days, offers and sizes are
invented. The doors are played for the first day: the days after it still lie ahead.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report
from scenarios.innenstadt_jena import visitors
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20210929
TOO_MANY = 2
"""So many more want into the first workshop than it holds."""
WORKSHOPS: tuple[tuple[str, str], ...] = (
    ("Rückenschule in der Mittagspause", "movement"),
    ("Schnelle Küche nach der Schicht", "nutrition"),
    ("Kurz durchatmen: Pausen, die wirken", "stress"),
    ("Stehen, heben, tragen", "movement"),
    ("Gut schlafen trotz Spätdienst", "stress"),
)
"""One on each day."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the week is: `slots` check-ups of 15 minutes a day, one person each; `both`: how
    many come to a workshop and a check-up."""

    days: int
    seats: int
    slots: int
    both: int


FULL = Size(days=5, seats=12, slots=8, both=20)


def event(
    organiser_id: str, partner_ids: list[str], starts_at: datetime, size: Size
) -> dict[str, Any]:
    """The week as the API takes it; `starts_at` aware, of its first day."""
    sessions: list[dict[str, Any]] = []
    for day, (title, field_of_action) in enumerate(WORKSHOPS[: size.days]):
        begins = starts_at + timedelta(days=day)
        check_ups = begins + timedelta(hours=2)
        sessions += [
            {
                "title": title,
                "kind": "workshop",
                "field_of_action": field_of_action,
                "starts_at": begins.isoformat(),
                "ends_at": (begins + timedelta(minutes=60)).isoformat(),
                "capacity": size.seats,
            },
            {
                "title": "Rücken-Check",
                "kind": "workshop",
                "field_of_action": "movement",
                "starts_at": check_ups.isoformat(),
                "ends_at": (check_ups + timedelta(minutes=15 * size.slots)).isoformat(),
                "slots": {"every_minutes": 15, "capacity": 1},
            },
        ]
    ends_at = starts_at + timedelta(days=size.days - 1, hours=5)
    return {
        "title": "Gesundheitswoche Innenstadt",
        "kind": "health_week",
        "organiser_id": organiser_id,
        "partner_ids": partner_ids,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "time_zone": "Europe/Berlin",
        "waitlist": True,
        "identity": "named",
        "venue": "Historisches Rathaus, Markt 1, 07743 Jena",
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": sessions,
    }


async def play(  # noqa: PLR0917 - who plays what where
    client: Client,
    planned: dict[str, Any],
    members: Sequence[str],
    size: Size,
    partner_email: str,
    say: Say,
) -> Outcome:
    """Fill every workshop and every slot, let the first day's people in, close."""
    chance, ledger = random.Random(SEED), Ledger()
    choices = _choices(planned, size)
    made = await visitors.register(client, planned, members, choices)
    first = [_sessions(planned)[0][0]]
    late = [list(first) for _ in range(TOO_MANY)]
    made += await visitors.register(client, planned, members, late, len(made) + 1)
    visitors.count(made, ledger)
    seats = size.days * (size.seats + size.slots)
    if (sum(ledger.registered_at.values()), ledger.waitlisted) != (seats, TOO_MANY):
        raise UnexpectedAnswerError(f"the week should be full: {ledger}")
    say(f"health week: {ledger.registered} people fill {seats} places on {size.days} days")
    for slot in planned["sessions"]:  # a check-up has as many people as its slots together
        if slot["slot_of"]:
            ledger.registered_at[slot["slot_of"]] += ledger.registered_at[slot["id"]]
    first_day = visitors.tickets(made[: size.seats])
    await visitors.come(client, planned, first_day, chance, ledger)
    return await close_and_report(client, planned["id"], ledger, partner_email, say)


def _sessions(planned: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Workshops, and the slots of the check-ups, day by day."""
    found = sorted(planned["sessions"], key=lambda each: str(each["starts_at"]))
    slots = [s for s in found if s["slot_of"]]
    divided = {s["slot_of"] for s in slots}
    workshops = [s for s in found if not s["slot_of"] and s["id"] not in divided]
    return [str(s["id"]) for s in workshops], [str(s["id"]) for s in slots]


def _choices(planned: dict[str, Any], size: Size) -> list[list[str]]:
    """Who takes what, so that everything is full: first workshops, then slots; some both."""
    workshops, slots = _sessions(planned)
    choices = [[workshop] for workshop in workshops for _ in range(size.seats)]
    for number, slot in enumerate(slots, start=len(choices) - size.both):
        if number < len(choices):
            choices[number].append(slot)
        else:
            choices.append([slot])
    return choices
