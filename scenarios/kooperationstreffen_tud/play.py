"""Plays the meeting: places for two delegations, invitations, the room, ideas, the report."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report
from scenarios.kooperationstreffen_tud import data
from scenarios.ledger import Ledger
from scenarios.mailbox import mails_to
from scenarios.outcome import Outcome

SEED = 20190924
PARTNER_EMAIL = "forschung@hochschule.example.org"
ORGANIZER_EMAIL = "kooperation@kasse-sachsen.example.org"
MAIL_SECONDS = 20.0

Say = Callable[[str], None]


@dataclass(slots=True)
class Meeting:
    """Ids of the organisations, the event, and the contingents with their links."""

    insurer: str
    university: str
    event: dict[str, Any]
    contingents: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Of the event in the API."""
        return f"/api/v1/events/{self.event['id']}"

    def secret(self, organisation: str) -> str:
        """What the link of a delegation carries."""
        return str(self.contingents[organisation]["url"].rpartition("/")[2])


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:  # noqa: ARG001 - one day
    """Play the meeting; raises UnexpectedAnswerError where product and ledger differ."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    meeting = await plan(client, now - timedelta(hours=1))
    say(f"by invitation: {client.ready.url}/e/{meeting.event['id']}")
    await _closed_to_the_public(client, meeting)
    bookings = await _delegations(client, meeting)
    bookings += await _by_name(client, meeting)
    say(f"{len(bookings)} registered; {await standing(client, meeting)}")
    tickets = [person["ticket"] for booking in bookings for person in booking["people"]]
    ledger = Ledger(registered=len(tickets))
    await _doors(client, meeting, tickets)
    ledger.checked_in = len(tickets)
    say(f"ideas, by points: {await _ideas(client, meeting)}")
    return await close_and_report(client, meeting.event["id"], ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> Meeting:
    """Both organisations, their series, the published meeting and what it keeps for whom."""
    insurer = await client.organisation(data.INSURER, "insurer")
    university = await client.organisation(data.UNIVERSITY, "university")
    await client.member(insurer, "Geschäftsstelle", ORGANIZER_EMAIL, "organizer")
    await client.member(university, "Forschung", PARTNER_EMAIL, "partner")
    series = await client.call(
        "POST",
        f"/api/v1/organisations/{insurer}/series",
        {
            "title": "Kooperationstreffen",
            "coming": {
                "label": "im neuen Jahr",
                "earliest": f"{starts_at + timedelta(days=100):%Y-%m-%d}",
                "latest": f"{starts_at + timedelta(days=130):%Y-%m-%d}",
            },
        },
    )
    body = {**data.event(insurer, university, starts_at), "series_id": series["id"]}
    meeting = Meeting(insurer, university, dict(await client.event(body)))
    release_at = datetime.fromisoformat(meeting.event["ends_at"]) - timedelta(minutes=1)
    for organisation, places in (
        (insurer, data.INSURER_PLACES),
        (university, data.UNIVERSITY_PLACES),
    ):
        meeting.contingents[organisation] = await client.call(
            "POST",
            f"{meeting.path}/contingents",
            {
                "organisation_id": organisation,
                "places": places,
                "release_at": release_at.isoformat(),
            },
        )
    return meeting


async def standing(client: Client, meeting: Meeting) -> str:
    """How the contingents stand, in words."""
    page = await client.call("GET", f"{meeting.path}/contingents")
    return ", ".join(f"{c['organisation']} {c['held']} of {c['places']}" for c in page["items"])


async def _closed_to_the_public(client: Client, meeting: Meeting) -> None:
    """Nobody comes in without an invitation, and no calendar shows the meeting."""
    path = f"{meeting.path}/registrations"
    told = await client.call("POST", path, data.guest(1, "neugierig"), token="", expect=(403,))
    if not told["type"].endswith(":invitation-needed"):
        raise UnexpectedAnswerError(f"refused for another reason: {told['type']}")
    listed = await client.call("GET", f"/calendar/{meeting.insurer}", token="")
    if meeting.event["id"] in str(listed):
        raise UnexpectedAnswerError("the meeting stands in a public calendar")


async def _delegations(client: Client, meeting: Meeting) -> list[dict[str, Any]]:
    """Each delegation by the link that its contact handed on; the insurer's is full then."""
    sizes = {
        meeting.insurer: ("kasse", data.INSURER_PLACES),
        meeting.university: (
            "hochschule",
            data.UNIVERSITY_PLACES - len(data.INVITED_BY_NAME) + data.DECLINES,
        ),
    }
    made = []
    for organisation, (who, size) in sizes.items():
        for number in range(1, size + 1):
            body = {**data.guest(number, who), "invitation": meeting.secret(organisation)}
            made.append(await client.register(meeting.event["id"], body))
    body = {**data.guest(99, "kasse"), "invitation": meeting.secret(meeting.insurer)}
    path = f"{meeting.path}/registrations"
    told = await client.call("POST", path, body, token="", expect=(409,))
    if not told["type"].endswith(":full"):
        raise UnexpectedAnswerError(f"a fourth of three: {told['type']}")
    return made


async def _by_name(client: Client, meeting: Meeting) -> list[dict[str, Any]]:
    """Three scientists on places of the contingent, one of whom declines; the contract officer."""
    path = f"{meeting.path}/invitations"
    contingent_id = meeting.contingents[meeting.university]["id"]
    guests = list(data.INVITED_BY_NAME)
    body = {"invitations": guests, "contingent_id": contingent_id}
    await client.call("POST", path, body)
    await client.call("POST", path, {"invitations": [data.OFFICER]})
    letters = await client.call("POST", f"{path}/letters", {})
    if not letters.startswith(b"%PDF"):
        raise UnexpectedAnswerError("the letters are no PDF")
    made = []
    for person in (guests[0], guests[1], data.OFFICER):
        secret = await _mailed(client, person["email"])
        opened = await client.call("GET", "/api/v1/invitation", token=secret)
        if opened["name"] != person["name"]:
            raise UnexpectedAnswerError(f"the invitation of somebody else: {opened}")
        if person is guests[1]:
            await client.call("POST", "/api/v1/invitation/decline", token=secret)
            continue
        contact = {"email": opened["email"], "locale": "de"}
        if person is data.OFFICER:
            contact["organisation_id"] = meeting.university
        body = {"contact": contact, "people": [{"name": opened["name"]}], "invitation": secret}
        made.append(await client.register(meeting.event["id"], body))
    called = {"name": guests[2]["name"], "organisation_id": meeting.university}
    body = {"contact": called, "people": [{"name": guests[2]["name"]}]}  # by the office
    made.append(await client.call("POST", f"{meeting.path}/desk/registrations", body))
    return made


async def _mailed(client: Client, address: str) -> str:
    """The secret in the mailed link."""

    async def look() -> str | None:
        for mail in mails_to(client.ready.mail_dir, address):
            text = mail.get_body(("plain",))
            found = re.search(r"/invited/([\w.-]+)", text.get_content()) if text else None
            if found:
                return found[1]
        return None

    return str(
        await client.until(look, seconds=MAIL_SECONDS, what=f"an invitation in {address}'s mail")
    )


async def _doors(client: Client, meeting: Meeting, tickets: list[str]) -> None:
    chance = random.Random(SEED)
    start = datetime.fromisoformat(meeting.event["starts_at"])
    scans = [
        {
            "scan_id": str(UUID(int=chance.getrandbits(128), version=4)),
            "ticket": ticket,
            "kind": "in",
            "scanned_at": (start + timedelta(minutes=chance.uniform(-15, 5))).isoformat(),
            "device": "einlass",
        }
        for ticket in tickets
    ]
    for result in await client.scan(meeting.event["id"], scans):
        if result["result"] != "ok":
            raise UnexpectedAnswerError(f"scan not taken: {result}")


async def _ideas(client: Client, meeting: Meeting) -> list[int]:
    """Five project ideas under their settings, weighed by those present."""
    path = f"{meeting.path}/ideas"
    headings = [{"title": title} for title in data.SETTINGS]
    opened = await client.call("POST", f"{path}/open", {"categories": headings})
    phones = [
        (await client.call("POST", f"{path}/devices", {"code": opened["code"]}, token=""))["device"]
        for _ in range(max(points for *_, points in data.IDEAS))
    ]
    for setting, text, points in data.IDEAS:
        idea = {"category_id": opened["categories"][setting]["id"], "text": text}
        made = await client.call("POST", path, idea, token=phones[0])
        for phone in phones[:points]:
            await client.call("PUT", f"{path}/{made['id']}/points", {"points": 1}, token=phone)
    await client.call("POST", f"{path}/close")
    found = (await client.call("GET", path))["items"]
    weights = [each["points"] for each in found]
    if weights != sorted((points for *_, points in data.IDEAS), reverse=True):
        raise UnexpectedAnswerError(f"ideas weigh {weights}")
    return weights
