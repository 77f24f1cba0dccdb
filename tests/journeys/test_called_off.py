"""An event that moves, then does not take place: everybody who was coming hears it at once."""

from __future__ import annotations

from datetime import datetime, timedelta
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
    """Also to a colleague in a booking without a contact: the new day, why, and then the end.

    Figures are empty and calendars cleared afterwards.
    """
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
    starts_at = datetime.fromisoformat(event["starts_at"]) + timedelta(days=7)
    move = {"starts_at": starts_at.isoformat(), "bookings": "keep", "note": {"de": "Der Saal."}}
    later = await client.call("POST", f"/api/v1/events/{event['id']}/reschedule", move)
    for _, moved in await client.until(lambda: mails(2), seconds=20, what="mails about the day"):
        assert str(moved["Subject"]) == "Neuer Termin: Rückenschule"
        assert "> Der Saal." in moved.get_body(("plain",)).get_content()
    await client.call("POST", f"/api/v1/events/{event['id']}/cancel")
    for found in await client.until(lambda: mails(3), seconds=20, what="mails about the end"):
        assert str(found[-1]["Subject"]) == "Fällt aus: Rückenschule"
        entries = [icalendar.Calendar.from_ical(attachments(mail)["termin.ics"]) for mail in found]
        assert [str(entry["METHOD"]) for entry in entries] == ["PUBLISH", "PUBLISH", "CANCEL"]
        parts = [entry.walk("VEVENT")[0] for entry in entries]
        assert len({str(part["UID"]) for part in parts}) == 1
        session = next(s for s in later["sessions"] if s["id"] == workshop)
        assert parts[1].decoded("DTSTART") == datetime.fromisoformat(session["starts_at"])
        sequences = [int(part.decoded("SEQUENCE")) for part in parts]
        assert sequences == sorted(set(sequences))
    figures = await client.attendance(event["id"])
    assert (figures["registered"], figures["waitlisted"]) == (0, 0)
    await assert_invariants(stack, event["id"])
