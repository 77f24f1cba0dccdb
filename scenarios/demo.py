"""What a newcomer finds in a new home: two occasions, staff to sign in as, first registrations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scenarios.client import Client
from scenarios.gesundheitstag_jobcenter import play as health_day
from scenarios.innenstadt_jena import play as workshop
from scenarios.ready import Ready

DAYS_AHEAD = 14
WORKSHOP_HOUR_UTC = 8
FIRST_PEOPLE = 12

Say = Callable[[str], None]


async def prepare(ready: Ready, say: Say) -> None:
    """Plan a workshop two weeks ahead and a health day that is going on; register some people.

    Raises UnexpectedAnswerError where the API refuses.
    """
    now = datetime.now(UTC)
    async with Client(ready) as client:
        day = await health_day.plan(client, health_day.quarter_hour(now) - timedelta(hours=1))
        for number in range(FIRST_PEOPLE):
            contact = {"email": f"erste{number}@example.org", "locale": "de"}
            await client.register(day["id"], {"contact": contact, "people": [{"sessions": []}]})
        ahead = now + timedelta(days=DAYS_AHEAD)
        starts_at = ahead.replace(hour=WORKSHOP_HOUR_UTC, minute=0, second=0, microsecond=0)
        _, _, kick_off = await workshop.plan(client, starts_at)
    say("Demo events (--no-demo leaves them out):")
    say(f"  Health day, today: {ready.url}/e/{day['id']}")
    say(f"  Workshop, ahead:   {ready.url}/e/{kick_off['id']}")
    say(f"  Organizer:         {health_day.ORGANIZER_EMAIL}, {workshop.ORGANIZER_EMAIL}")
    say(f"  Door:              {health_day.STEWARD_EMAIL} at {ready.url}/door/{day['id']}")
    say(f"  Partner:           {health_day.PARTNER_EMAIL}")
    say(f"  All sign in at {ready.url}/sign-in with the link that `auftakt mail` shows")
