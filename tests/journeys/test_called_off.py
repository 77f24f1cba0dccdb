"""An event that does not take place: everybody who was coming hears it at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import icalendar

from scenarios.client import Client
from scenarios.mailbox import attachments, mails_to
from tests.invariants import assert_invariants
from tests.journeys.occasions import published
from tests.stack import Stack


async def test_calling_off_an_event_writes_to_contacts_and_colleagues(
    stack: Stack, client: Client
) -> None:
    """Also to a colleague in a booking without a contact; figures are empty, calendars cleared."""
    event = await published(client)
    workshop = event["sessions"][0]["id"]
    mira, ben = (f"{name}-{uuid4().hex[:8]}@example.org" for name in ("mira", "ben"))
    single = {"contact": {"email": mira}, "people": [{"name": "Mira M.", "sessions": [workshop]}]}
    party = {
        "contact": {},
        "people": [
            {"name": "Ben B.", "email": ben, "sessions": [workshop]},
            {"name": "Ada A.", "sessions": []},
        ],
    }
    for body in (single, party):
        await client.register(event["id"], body)

    async def mails(count: int) -> Any:
        found = [mails_to(stack.ready.mail_dir, address) for address in (mira, ben)]
        return found if all(len(mails) == count for mails in found) else None

    await client.until(lambda: mails(1), seconds=20, what="confirmations")
    await client.call("POST", f"/api/v1/events/{event['id']}/cancel")
    for first, last in await client.until(lambda: mails(2), seconds=20, what="mails about the end"):
        assert str(last["Subject"]) == "Fällt aus: Rückenschule"
        entries = [
            icalendar.Calendar.from_ical(attachments(mail)["termin.ics"]) for mail in (first, last)
        ]
        assert [str(entry["METHOD"]) for entry in entries] == ["PUBLISH", "CANCEL"]
        assert len({str(entry.walk("VEVENT")[0]["UID"]) for entry in entries}) == 1
    figures = await client.attendance(event["id"])
    assert (figures["registered"], figures["waitlisted"]) == (0, 0)
    await assert_invariants(stack, event["id"])
