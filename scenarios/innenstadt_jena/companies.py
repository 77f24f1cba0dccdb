"""Company contacts register their people, all or none, and manage them; colleagues choose.

Each contact sees who is registered, and nothing else; each colleague takes the place over with the
link that was handed on and chooses workshops alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.innenstadt_jena.data import COMPANIES_THAT_COME
from scenarios.ledger import Ledger

Say = Callable[[str], None]
Json = Any
PLACE = "/api/v1/company-place"


@dataclass(slots=True)
class List:
    """A company's list, with what its contact can do."""

    id: str
    token: str
    people: list[Json]

    @property
    def registered(self) -> bool:
        """Whether the company has its places."""
        return all(person["standing"] == "registered" for person in self.people)


async def register(
    client: Client, event: Json, companies: list[str], chance: random.Random, say: Say
) -> list[List]:
    """Companies of one to four people, until more want in than there are places."""
    lists = []
    for number, company in enumerate(chance.sample(companies, COMPANIES_THAT_COME), 1):
        body = {
            "company": f"Mitgliedsbetrieb {number:02}",
            "contact": {
                "name": f"Kontakt {number} Muster",
                "email": f"kontakt-{number}@betrieb.example.org",
                "organisation_id": company,
            },
            "people": _people(number),
            "fill": "all_or_none",
        }
        path = f"/api/v1/events/{event['id']}/company-registrations"
        headers = {"Idempotency-Key": f"betrieb-{number}"}
        made = await client.call("POST", path, body, token="", headers=headers)
        lists.append(List(made["id"], made["manage_token"], made["people"]))
    waiting = sum(not each.registered for each in lists)
    say(f"{len(lists)} companies registered, {waiting} of them on the waiting list as a whole")
    return lists


async def manage(client: Client, lists: list[List], say: Say) -> None:
    """The largest company gives up its places one by one; another sends somebody else."""
    largest = max((each for each in lists if each.registered), key=lambda each: len(each.people))
    for person in largest.people:
        await client.call("DELETE", _person(largest, person), token=largest.token)
    say(f"a company of {len(largest.people)} gives up its places")
    other = next(each for each in lists if each.registered and each is not largest)
    body = {"name": "Vera Vertretung"}
    seen = await client.call("PUT", _person(other, other.people[0]), body, token=other.token)
    if [person["standing"] for person in seen["people"]] != ["registered"] * len(other.people):
        raise UnexpectedAnswerError("who replaces somebody has their place")
    say("another contact replaces one person by another")
    for each in lists:
        each.people = (await _seen(client, each))["people"]


async def settle(client: Client, event: Json, lists: list[List], ledger: Ledger) -> list[str]:
    """Colleagues take their places over and choose; counts them; returns the tickets."""
    sessions = [session["id"] for session in event["sessions"]]
    tickets = []
    for number, each in enumerate(lists):
        before = each.people
        wanted = [[sessions[number % 2], sessions[2]], [sessions[number % 2]], []]
        for person in each.people:
            if person["standing"] == "registered":
                place = await _choose(client, person, wanted[number % 3 == 0 :])
                tickets.append(place["ticket"])
                ledger.registered_at.update(place["sessions"])
            elif person["standing"] == "waiting":
                ledger.waitlisted += 1
        after = (await _seen(client, each))["people"]
        if [p["standing"] for p in before] != [p["standing"] for p in after]:
            raise UnexpectedAnswerError("a choice must change nothing that the contact sees")
        if any(session in str(after) for session in sessions):
            raise UnexpectedAnswerError("the contact must not see sessions")
    ledger.registered = len(tickets)
    if not tickets or not ledger.waitlisted:
        raise UnexpectedAnswerError("the workshop should be full, with people waiting")
    return tickets


async def _choose(client: Client, person: Json, wanted: list[list[str]]) -> Json:
    """The first choice that has room; the last one, nothing, always has."""
    handed_on = f"{PLACE}/offer/take-over"
    mine = (await client.call("POST", handed_on, token=person["claim_token"]))["person_token"]
    for sessions in wanted:
        body = {"sessions": sessions}
        place = await client.call("PATCH", PLACE, body, token=mine, expect=(200, 409))
        if "sessions" in place:
            return place
    raise UnexpectedAnswerError("somebody without a session must keep the place")


async def _seen(client: Client, each: List) -> Json:
    return await client.call("GET", f"/api/v1/company-registrations/{each.id}", token=each.token)


def _person(each: List, person: Json) -> str:
    return f"/api/v1/company-registrations/{each.id}/people/{person['id']}"


def _people(number: int) -> list[Json]:
    """Every second person has an address of their own."""
    return [
        {"name": f"Person {number}-{i} Muster"}
        | ({"email": f"person-{number}-{i}@betrieb.example.org"} if i % 2 else {})
        for i in range(1, 2 + (number - 1) % 4)
    ]
