"""Two organisations with all they can have, and people of every role at one of them.

Made by registration's own API; reporting and notifications learn of it from the messages that wait
in registration's outbox, as their consumers would. So one secret works in all three services.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Litestar

from services.notifications import service as notifications
from services.registration.access.announce import session_opened
from services.registration.access.domain import SESSION_IDLE, StaffSession
from services.registration.access.store import insert_session
from services.reporting import service as reporting
from services.reporting.facts import consumers as facts
from services.reporting.settings import Settings as ReportingSettings
from shared.access import projection
from shared.clock import Clock
from shared.contracts.access import ACCESS
from shared.contracts.attendance import ATTENDANCE
from shared.contracts.bookings import BOOKINGS
from shared.contracts.catalogue import TOPICS
from shared.contracts.events import EVENTS
from shared.contracts.organisations import ORGANISATIONS
from shared.database.pool import Connection, Pool, transaction
from shared.messaging.decoding import Record
from shared.messaging.outbox import put
from shared.web.principal import ROLES, hash_of
from tests.services.notifications.post_office import settings as notifications_settings
from tests.services.registration.house import BASE_URL, House, answer

Apply = Callable[[Connection, Sequence[Record]], Awaitable[None]]
UNTIL_REPORTED = timedelta(days=14)


@dataclass
class Side:
    """One organisation with an event of each state that routes need; ids by parameter name."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """The three apps on one clock, what is one's own, and what is foreign."""

    house: House
    apps: dict[str, Litestar]
    own: Side = field(default_factory=lambda: Side("Eigenes Netzwerk"))
    foreign: Side = field(default_factory=lambda: Side("Fremdes Netzwerk"))
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    administrator: str = ""

    def own_of(self, role: str) -> Side:
        """What is one's own; partners belong to the partner of the own organisation's events."""
        if role != "partner":
            return self.own
        partner = self.own.ids["partner_id"]
        at = dict.fromkeys(("organisation_id", "organiser_id", "parent_id"), partner)
        return Side("Partner", {**self.own.ids, **at})

    async def ids(self, side: Side, role: str, parameters: list[str]) -> dict[str, str]:
        """An id for each parameter: things that a request may use up are made anew."""
        made = {}
        for name in parameters:
            if name in side.ids:
                made[name] = side.ids[name]
            elif name in FRESH:
                made[name] = await FRESH[name](self, side, role)
            else:
                made[name] = WORDS.get(name, str(uuid4()))
        return made

    async def sign_in_again(self, role: str) -> None:
        """After a route that ends all sessions: the same one, for the routes that follow."""
        await _signed_in(self.house, self.tokens[role])

    async def call(self, method: str, path: str, status: int, **body: Any) -> dict[str, Any]:
        """Something that an administrator does by registration's API."""
        async with self.house.client(self.administrator) as client:
            return await answer(await client.request(method, path, json=body or None), status)


async def make_world(registration: Pool, reports: Pool, notices: Pool) -> World:
    """All of it, known in all three services."""
    house = House(registration, values={"limits": False})
    later: Clock = lambda: house.now + UNTIL_REPORTED  # noqa: E731 - a clock is a function
    told = ReportingSettings(database_url="", kafka_bootstrap="", base_url=BASE_URL)
    figures = reporting.make_use_cases(told, reports, later)
    set_up = notifications_settings(1)
    posts = notifications.make_use_cases(set_up, notices, lambda: house.now)
    world = World(
        house,
        {
            "registration": house.app,
            "reporting": reporting.make_web(told, figures),
            "notifications": notifications.make_web(set_up, posts),
        },
    )
    world.administrator = await house.token("administrator", email="setzt.auf@example.org")
    for side in (world.own, world.foreign):
        await _furnish(world, side)
    for role in sorted(ROLES):
        at = None if role == "administrator" else world.own_of(role).ids["organisation_id"]
        world.tokens[role] = await house.token(role, at)
        world.sessions[role] = await _signed_in(house, world.tokens[role])
    records = await _records(registration)
    consumers: list[tuple[Pool, set[str], Apply]] = [
        (reports, {ACCESS.name}, projection.apply),
        (reports, {EVENTS.name, ORGANISATIONS.name, BOOKINGS.name, ATTENDANCE.name}, facts.apply),
    ]
    for subscription in notifications.make_subscriptions(posts):
        names = {topic.name for topic in subscription.topics}
        consumers.append((notices, names, subscription.apply))
    for pool, names, apply in consumers:
        async with transaction(pool) as tx:
            await apply(tx, [record for record in records if record.topic in names])
    await figures.editions.note_closed_events()
    while await figures.editions.make_due_edition():
        pass
    for side in (world.own, world.foreign):
        found = await reports.fetchval(
            "SELECT id FROM editions WHERE event_id = $1", UUID(side.ids["closed_event_id"])
        )
        side.ids |= {"edition_id": str(found), "name": f"{found}.json"}
    return world


async def _furnish(world: World, side: Side) -> None:
    house = world.house
    organisation = await house.organisation(side.name)
    partner = await house.organisation(f"Kasse von {side.name}", "insurer")
    event = await house.event(organisation["id"], partner_ids=[partner["id"]])
    closed = await house.event(organisation["id"], partner_ids=[partner["id"]])
    await world.call("POST", f"/api/v1/events/{closed['id']}/close", 200)
    booked = await world.call(
        "POST",
        f"/api/v1/events/{event['id']}/registrations",
        201,
        contact={"email": f"{side.name.split()[0]}@example.org", "name": "Mira Muster"},
        people=[{"name": "Mira Muster", "sessions": []}],
    )
    idea = await _an_idea(world, event["id"])
    base = f"/api/v1/organisations/{organisation['id']}/series"
    series = await world.call("POST", base, 201, title="Treffen")
    side.ids |= {
        "organisation_id": organisation["id"],
        "partner_id": partner["id"],
        "organiser_id": organisation["id"],
        "parent_id": organisation["id"],
        "event_id": event["id"],
        "part_id": event["sessions"][0]["id"],
        "closed_event_id": closed["id"],
        "registration_id": booked["id"],
        "booking_id": booked["id"],
        "idea_id": idea,
        "series_id": series["id"],
    }


async def _signed_in(house: House, token: str) -> str:
    """The secret of a session of whoever has that token, told to the other services."""
    secret, until = f"session-of-{hash_of(token)}", house.now + timedelta(days=300)
    owner = await _owner(house, token)
    session = StaffSession(hash_of(secret), owner, "session", house.now, until, until)
    async with transaction(house.pool) as tx:
        await insert_session(tx, session)
        await put(tx, [session_opened(session)], now=house.now)
    return secret


async def _owner(house: House, secret: str) -> UUID:
    found: UUID = await house.pool.fetchval(
        "SELECT staff_id FROM staff_sessions WHERE token_hash = $1", hash_of(secret)
    )
    return found


async def _an_idea(world: World, event_id: str) -> str:
    """In a collection that is open, sent from a phone in the room."""
    path = f"/api/v1/events/{event_id}/ideas"
    opened = await world.call("POST", f"{path}/open", 200, points_per_device=5)
    phone = await world.call("POST", f"{path}/devices", 201, code=opened["code"])
    body = {"category_id": opened["categories"][0]["id"], "text": "Obstkorb"}
    async with world.house.client(phone["device"]) as client:
        return str((await answer(await client.post(path, json=body), 201))["id"])


async def _a_role(world: World, side: Side, _: str) -> str:
    path = f"/api/v1/organisations/{side.ids['organisation_id']}/roles"
    email = f"{uuid4()}@example.org"
    body = {"name": "Für kurz", "email": email, "role": "partner"}
    return str((await world.call("POST", path, 201, **body))["id"])


async def _a_token(world: World, side: Side, role: str) -> str:
    return await _a_secret(world, side, role, "token")


async def _a_session(world: World, side: Side, role: str) -> str:
    return await _a_secret(world, side, role, "session")


async def _a_secret(world: World, side: Side, role: str, kind: str) -> str:
    """Of the person who asks, or of somebody else."""
    house = world.house
    mine = side is not world.foreign
    owner = await _owner(house, world.tokens[role] if mine else world.administrator)
    until = house.now + SESSION_IDLE
    made = StaffSession(hash_of(str(uuid4())), owner, kind, house.now, until, until)
    async with transaction(house.pool) as tx:
        return str(await insert_session(tx, made))


async def _a_batch(world: World, side: Side, _: str) -> str:
    path = f"/api/v1/events/{side.ids['event_id']}/visitor-cards"
    async with world.house.client(world.administrator) as client:
        made = await answer(await client.post(path, json={"count": 1}), 201)
    (sheet,) = (value for value in made.values() if isinstance(value, str))
    return sheet.partition("/visitor-cards/")[2].partition("/")[0]


async def _an_import(world: World, side: Side, _: str) -> str:
    world.house.now += timedelta(milliseconds=1)  # the latest few of an organisation are kept
    path = f"/api/v1/organisations/{side.ids['organisation_id']}/imports"
    async with world.house.client(world.administrator) as client:
        sheet = f"Name;Art\n{uuid4()};Betrieb\n".encode()
        made = await answer(await client.post(path, content=sheet), 201)
    return str(made["id"])


async def _a_contingent(world: World, side: Side, _: str) -> str:
    event_id = await _a_coming_event(world, side)
    invited = await world.house.organisation(f"Delegation {uuid4()}")
    body = {"organisation_id": invited["id"], "places": 1}
    path = f"/api/v1/events/{event_id}/contingents"
    return str((await world.call("POST", path, 201, **body))["id"])


async def _an_invitation(world: World, side: Side, _: str) -> str:
    path = f"/api/v1/events/{await _a_coming_event(world, side)}/invitations"
    guest = {"name": "Neu Da", "email": "neu.da@example.org"}
    return str((await world.call("POST", path, 201, invitations=[guest]))["items"][0]["id"])


async def _a_coming_event(world: World, side: Side) -> str:
    """One that no other route has closed or cancelled."""
    ids = (side if side is world.foreign else world.own).ids
    event = await world.house.event(ids["organisation_id"], partner_ids=[ids["partner_id"]])
    return str(event["id"])


async def a_booking(world: World, event_id: str = "") -> tuple[dict[str, str], str]:
    """The ids of a booking that no other route has used up, and its manage token."""
    event_id = event_id or await _a_coming_event(world, world.own)
    person = {"name": "Neu Da", "email": f"{uuid4()}@example.org"}
    path = f"/api/v1/events/{event_id}/registrations"
    made = await world.call("POST", path, 201, contact=person, people=[person])
    return {"event_id": event_id, "registration_id": made["id"]}, made["manage_token"]


async def _an_offer(world: World, side: Side, _: str) -> str:
    path = f"/api/v1/events/{side.ids['event_id']}/offers"
    return str((await world.call("POST", path, 201, texts={"de": {"title": "Kurs"}}))["id"])


async def _a_template(world: World, side: Side, _: str) -> str:
    path = f"/api/v1/events/{side.ids['event_id']}/template"
    return str((await world.call("POST", path, 201, title="Unser Tag"))["template"])


FRESH: dict[str, Callable[[World, Side, str], Awaitable[str]]] = {
    "role_id": _a_role,
    "token_id": _a_token,
    "session_id": _a_session,
    "batch_id": _a_batch,
    "offer_id": _an_offer,
    "import_id": _an_import,
    "contingent_id": _a_contingent,
    "invitation_id": _an_invitation,
    "template_id": _a_template,
}
"""Makers of what has an id of its own; a route with another parameter needs one here."""

WORDS = {
    "move": "publish",
    "format_": "json",
    "token": "x",
    "ticket": "x",
    "code": "12345678",
    "slug": "basics",
    "source": "kick_off_workshop",
    "session": "new",
    "contingent": "new",
    "key": "new-text",
}
"""Parameters that aren't ids."""

QUERIES: dict[tuple[str, str], str] = {
    ("GET", "/notifications/api/v1/deliveries"): "event_id={event_id}",
    ("GET", "/reporting/events/summary"): "ids={event_id}",
}
"""What a route can't be asked without; `{event_id}` is an own or a foreign one."""


async def _records(registration: Pool) -> list[Record]:
    types = {name: type_ for topic in TOPICS for name, type_ in topic.messages.items()}
    rows = await registration.fetch("SELECT topic, key, type, body FROM outbox ORDER BY id")
    now = datetime.fromisoformat("2027-05-03T09:00:00+00:00")
    return [
        Record(
            row["topic"],
            0,
            number,
            row["key"],
            row["type"] or "",
            None
            if row["body"] is None
            else msgspec.json.decode(row["body"], type=types[row["type"]]),
            now,
            None,
        )
        for number, row in enumerate(rows)
    ]
