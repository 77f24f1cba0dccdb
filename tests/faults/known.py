"""People who are known otherwise than by a booking of their own, each able to be forgotten.

Contacts of companies and their colleagues, those invited by mail or letter, followers of a series,
whoever is named in an idea from the room.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from scenarios.client import Client
from tests.faults.canaries import Canary, hatch

PLACE = "/api/v1/company-place"
Json = Any


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, as what, whether Kafka has to know (how to write to) them, and how they go."""

    kind: str
    canary: Canary
    told_to_kafka: bool
    forget: Callable[[], Awaitable[Json]]


async def acquaint(client: Client, event: Json) -> list[Known]:
    """Two of each kind, so that one may be forgotten and the other one stay."""
    found = []
    for _ in range(2):
        found += await _company(client, event)
        found += await _follower(client, event)
        found += await _in_the_room(client, event)
    return [*found, *await _invited(client, event)]


async def _company(client: Client, event: Json) -> list[Known]:
    """A contact, a colleague with an address, one without, and one who is replaced."""
    contact, reached, told, replaced, other = hatch(5)
    body = {
        "company": contact.words,
        "contact": {"name": contact.name, "email": contact.email},
        "people": [
            {"name": reached.name, "email": reached.email},
            {"name": told.name},
            {"name": replaced.name, "email": replaced.email},
        ],
    }
    path = f"/api/v1/events/{event['id']}/company-registrations"
    made = await client.call("POST", path, body, token="")
    base, token = f"/api/v1/company-registrations/{made['id']}", made["manage_token"]
    first, second, third = made["people"]

    async def own_wish(person: Json) -> None:
        claimed = person["claim_token"]
        mine = await client.call("POST", f"{PLACE}/offer/take-over", token=claimed)
        await client.call("DELETE", f"{PLACE}/data", token=mine["person_token"])

    async def replace() -> None:
        path = f"{base}/people/{third['id']}"
        await client.call("PUT", path, {"name": other.name}, token=token)

    async def leave() -> None:
        await client.call("DELETE", base, token=token)

    return [
        Known("replaced colleague", replaced, True, replace),
        Known("colleague", reached, True, lambda: own_wish(first)),
        Known("colleague without address", told, False, lambda: own_wish(second)),
        Known("company contact", contact, True, leave),
    ]


async def _follower(client: Client, event: Json) -> list[Known]:
    """Somebody who registers and wants to hear of the next event of the series."""
    (canary,) = hatch(1)
    body = {
        "contact": {"email": canary.email},
        "people": [{"name": canary.name}],
        "follow_series": True,
    }
    made = await client.register(event["id"], body)
    path = f"/api/v1/registrations/{made['id']}/erase"
    own = made["manage_token"]
    return [Known("follower", canary, True, lambda: client.call("POST", path, {}, token=own))]


async def _invited(client: Client, event: Json) -> list[Known]:
    """By mail and by letter; the letters are printed."""
    canaries = hatch(4)
    by_mail = [{"name": c.name, "email": c.email} for c in canaries[:2]]
    by_letter = [{"name": c.name, "address": f"{c.words}\n01067 Dresden"} for c in canaries[2:]]
    path = f"/api/v1/events/{event['id']}/invitations"
    made = await client.call("POST", path, {"invitations": [*by_mail, *by_letter]})
    await client.call("POST", f"{path}/letters", {})
    kinds = [("invited by mail", True)] * 2 + [("invited by letter", False)] * 2
    return [
        Known(kind, canary, told, partial(_uninvite, client, each["id"]))
        for (kind, told), canary, each in zip(kinds, canaries, made["items"], strict=True)
    ]


async def _uninvite(client: Client, id_: str) -> None:
    await client.call("DELETE", f"/api/v1/invitations/{id_}")


async def _in_the_room(client: Client, event: Json) -> list[Known]:
    """An idea names somebody; the organizer words it without the name."""
    (canary,) = hatch(1)
    base = f"/api/v1/events/{event['id']}/ideas"
    opened = await client.call("POST", f"{base}/open", {})
    code = {"code": opened["code"]}
    phone = (await client.call("POST", f"{base}/devices", code, token=""))["device"]
    idea = {"category_id": opened["categories"][0]["id"], "text": canary.words}
    sent = await client.call("POST", base, idea, token=phone)
    path = f"{base}/{sent['id']}"
    body = {"text": "Obst vom Markt"}
    return [Known("named in an idea", canary, False, lambda: client.call("PATCH", path, body))]
