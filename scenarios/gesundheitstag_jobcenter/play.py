"""Plays the health day: registrations before, 1,100 people through the doors, the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report, figures_agree
from scenarios.gesundheitstag_jobcenter import data
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20181130
DEVICES = ("einlass-1", "einlass-2", "einlass-3")
UPLOADS = 60
REGISTRATIONS_AT_ONCE = 16
PARTNER_EMAIL = "praevention@kasse.example.org"
ORGANIZER_EMAIL = "planung@jobcenter.example.org"
STEWARD_EMAIL = "einlass-1@jobcenter.example.org"

Scan = dict[str, Any]
Say = Callable[[str], None]


@dataclass(slots=True)
class Day:
    """The day while it is played: its random source, its event, its ledger."""

    client: Client
    chance: random.Random
    event: dict[str, Any]
    starts_at: datetime
    now: datetime
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def stations(self) -> list[str]:
        """Ids of the stations, in programme order."""
        return [s["id"] for s in self.event["sessions"] if s["kind"] == "station"]

    @property
    def counselling(self) -> list[str]:
        """Ids of the confidential sessions, in programme order."""
        return [s["id"] for s in self.event["sessions"] if s["kind"] == "counselling"]

    @property
    def workshop(self) -> str:
        """Id of the one session with places to book."""
        return str(next(s["id"] for s in self.event["sessions"] if s["kind"] == "workshop"))

    def scan(self, kind: str, at: datetime, **more: Any) -> Scan:
        """A scan as a device writes it."""
        return {
            "scan_id": str(UUID(int=self.chance.getrandbits(128), version=4)),
            "kind": kind,
            "scanned_at": min(at, self.now).isoformat(),
            "device": self.chance.choice(DEVICES),
            **more,
        }


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:
    """Play the whole day; raises UnexpectedAnswerError where product and ledger differ."""
    day = await _plan(client, say)
    tickets = await _register(day, say)
    cards = await _cards(day, say)
    scans = _visits(day, tickets, cards)
    await _doors(day, scans, pace_seconds, say)
    await _counselling(day)
    await figures_agree(client, day.event["id"], day.ledger)
    return await close_and_report(client, day.event["id"], day.ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> dict[str, Any]:
    """The organisations with their staff, and the published event."""
    centre = await client.organisation("Jobcenter Dresden", "job_centre", carrier="gE")
    insurer = await client.organisation("Krankenkasse (Beispiel)", "insurer")
    city = await client.organisation("Amt für Gesundheit und Prävention", "municipality")
    await client.member(insurer, "Partnerin Kasse", PARTNER_EMAIL, "partner")
    await client.member(centre, "Planung Jobcenter", ORGANIZER_EMAIL, "organizer")
    await client.member(centre, "Einlass Eins", STEWARD_EMAIL, "steward")
    return dict(await client.event(data.event(centre, [insurer, city], starts_at)))


async def _plan(client: Client, say: Say) -> Day:
    now = datetime.now(UTC)
    starts_at = quarter_hour(now) - timedelta(hours=data.HOURS)
    event = await plan(client, starts_at)
    say(f"health day planned: {len(data.STATIONS)} stations, {client.ready.url}/e/{event['id']}")
    return Day(client, random.Random(SEED), event, starts_at, now)


def quarter_hour(instant: datetime) -> datetime:
    """The beginning of the quarter of an hour."""
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


async def _register(day: Day, say: Say) -> list[str]:
    """Registrations before the day; returns the tickets of confirmed people."""
    gate = asyncio.Semaphore(REGISTRATIONS_AT_ONCE)

    async def one(number: int) -> list[tuple[str, str]]:
        wishes = [day.workshop] if number < data.WORKSHOP_WISHES else []
        person: dict[str, Any] = {"sessions": wishes}
        contact: dict[str, Any] = {"locale": "de"}
        if number >= data.REGISTERED_WITHOUT_EMAIL:
            contact["email"] = f"besuch{number:03}@example.org"
        async with gate:
            answer = await day.client.register(
                day.event["id"], {"contact": contact, "people": [person]}, key=f"besuch-{number}"
            )
        return [(p["status"], p["ticket"]) for p in answer["people"]]

    answers = await asyncio.gather(*(one(number) for number in range(data.REGISTERED)))
    people = [each for answer in answers for each in answer]
    confirmed = [ticket for status, ticket in people if status == "confirmed"]
    day.ledger.registered = len(confirmed)
    day.ledger.waitlisted = len(people) - len(confirmed)
    day.ledger.registered_at[day.workshop] = data.WORKSHOP_PLACES
    waiting = data.WORKSHOP_WISHES - data.WORKSHOP_PLACES
    if day.ledger.waitlisted != waiting:
        raise UnexpectedAnswerError(f"{day.ledger.waitlisted} waitlisted instead of {waiting}")
    say(f"{len(people)} people registered, {waiting} of them on the workshop's waitlist")
    return confirmed


async def _cards(day: Day, say: Say) -> list[str]:
    answer = await day.client.call(
        "POST", f"/api/v1/events/{day.event['id']}/visitor-cards", {"count": data.CARDS}
    )
    say(f"{len(answer['tickets'])} visitor cards printed")
    return list(answer["tickets"])


def _visits(day: Day, tickets: list[str], cards: list[str]) -> list[Scan]:
    """Everybody's way through the house, as scans in the order in which they happen."""
    came = day.chance.sample(tickets, data.REGISTERED - data.NO_SHOWS)
    without_card = [None] * (data.VISITORS - len(came) - len(cards))
    day.ledger.checked_in = len(came)
    day.ledger.walk_ins = len(cards) + len(without_card)
    visitors: list[str | None] = [*came, *cards, *without_card]
    day.chance.shuffle(visitors)
    leaving = set(day.chance.sample([v for v in visitors if v], data.SEEN_LEAVING))
    scans: list[Scan] = []
    for ticket in visitors:
        at = day.starts_at + timedelta(minutes=day.chance.triangular(0, 240, 75))
        if ticket is None:
            scans.append(day.scan("in", at))
            continue
        scans.append(day.scan("in", at, ticket=ticket))
        for station in day.chance.sample(day.stations, day.chance.randint(0, 8)):
            at += timedelta(minutes=day.chance.uniform(2, 7))
            scans.append(day.scan("station", at, ticket=ticket, session_id=station))
            day.ledger.visits[station] += 1
        if ticket in leaving:
            scans.append(day.scan("out", at + timedelta(minutes=3), ticket=ticket))
            day.ledger.left += 1
    return sorted(scans, key=lambda each: str(each["scanned_at"]))


async def _doors(day: Day, scans: list[Scan], pace_seconds: float, say: Say) -> None:
    """Deliver in order, with what bad Wi-Fi does: uploads repeated, and one phone very late."""
    offline = [s for s in scans if s["device"] == DEVICES[2]][: len(scans) // 12]
    late = {s["scan_id"] for s in offline}
    online = [s for s in scans if s["scan_id"] not in late]
    size = -(-len(online) // UPLOADS)
    for start in range(0, len(online), size):
        upload = online[start : start + size]
        results = await day.client.scan(day.event["id"], upload)
        _nothing_lost(upload, results)
        if start % (size * 10) == 0:
            await day.client.scan(day.event["id"], upload)
            say(f"{start + len(upload)} of {len(scans)} scans")
        if pace_seconds:
            await asyncio.sleep(pace_seconds / UPLOADS)
    for start in range(0, len(offline), 500):
        upload = offline[start : start + 500]
        _nothing_lost(upload, await day.client.scan(day.event["id"], upload))
    say(f"{len(scans)} scans delivered, {len(offline)} of them by a phone that was offline")


def _nothing_lost(upload: list[Scan], results: list[dict[str, Any]]) -> None:
    lost = [r for r in results if r["result"] not in ("ok", "already_in", "already_out")]
    if lost or len(results) != len(upload):
        raise UnexpectedAnswerError(f"{len(lost)} of {len(upload)} scans not taken: {lost[:3]}")


async def _counselling(day: Day) -> None:
    """Totals only, counted by hand at each table and typed in."""
    tallies = []
    for session_id, (_, _, total) in zip(day.counselling, data.COUNSELLING, strict=True):
        tallies.append({"device": "tablet-beratung", "session_id": session_id, "total": total})
        day.ledger.confidential[session_id] = total
    path = f"/api/v1/events/{day.event['id']}/tallies"
    await day.client.call("POST", path, {"tallies": tallies})
