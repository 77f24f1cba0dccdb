"""Plays the first exchange, from a list of sites to the report, and plans the second like it."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ending import close_and_report
from scenarios.erfahrungsaustausch_nrw import data
from scenarios.ledger import Ledger
from scenarios.outcome import Outcome

SEED = 20171215
PARTNER_EMAIL = "federfuehrung@kasse-nrw.example.org"
ORGANIZER_EMAIL = "austausch@nrw.example.org"
NO_SHOWS = 2
DAY_HOURS = 6
BERLIN = ZoneInfo("Europe/Berlin")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """Who is there: ids of the network, of its 29 sites, and of who else sends people."""

    network: str
    sites: tuple[dict[str, Any], ...]
    hosts: tuple[str, ...]
    partners: tuple[str, ...]
    series: str
    event: dict[str, Any]


async def play(client: Client, say: Say, pace_seconds: float) -> Outcome:  # noqa: ARG001 - one day
    """Play both exchanges; raises UnexpectedAnswerError where product and ledger differ."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    planned = await plan(client, now - timedelta(hours=1))
    say(f"{len(planned.sites)} sites; {client.ready.url}/e/{planned.event['id']}")
    chance, ledger = random.Random(SEED), Ledger()
    tickets, answered = await _register(client, planned)
    ledger.registered = len(tickets)
    say(f"{ledger.registered} people registered and answered {answered.total()} questions")
    await _answers_arrived(client, planned.event["id"], answered)
    await _doors(client, planned.event, chance.sample(tickets, len(tickets) - NO_SHOWS), chance)
    ledger.checked_in = len(tickets) - NO_SHOWS
    second = await plan_next(client, planned)
    say(f"the next exchange is public: {client.ready.url}/e/{second['id']}")
    return await close_and_report(client, planned.event["id"], ledger, PARTNER_EMAIL, say)


async def plan(client: Client, starts_at: datetime) -> Planned:
    """The network with its sites from a list, its series, and the first exchange, published."""
    network = await client.organisation(data.NETWORK, "network")
    hosts = [await client.organisation(name, "association") for name in data.HOSTS]
    insurer = await client.organisation(data.INSURER, "insurer")
    regional = await client.organisation(data.REGIONAL, "employment_agency")
    await client.member(insurer, "Partner Kasse", PARTNER_EMAIL, "partner")
    await client.member(network, "Büro des Austauschs", ORGANIZER_EMAIL, "organizer")
    sites = await _import_sites(client, network)
    series = await client.call(
        "POST",
        f"/api/v1/organisations/{network}/series",
        {"title": f"Erfahrungsaustausch {data.TITLE}"},
    )
    draft = await client.call(
        "POST",
        "/api/v1/events/from-template",
        {
            "template": "exchange",
            "title": f"Erster Erfahrungsaustausch: {data.TITLE}",
            "organiser_id": network,
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=DAY_HOURS)).isoformat(),
        },
    )
    path = f"/api/v1/events/{draft['id']}"
    partners = [insurer, regional]
    event = await client.call("PATCH", path, data.plan_of(draft, series["id"], hosts, partners))
    await client.call("PUT", f"{path}/questions", {"questions": data.questions()})
    await client.call("POST", f"{path}/publish")
    return Planned(network, tuple(sites), tuple(hosts), tuple(partners), series["id"], dict(event))


async def plan_next(client: Client, planned: Planned) -> dict[str, Any]:
    """The second exchange as a copy of the first, and a range of dates for the third."""
    first = datetime.fromisoformat(planned.event["starts_at"]).astimezone(BERLIN)
    day = first.replace(tzinfo=None) + timedelta(days=data.DAYS_BETWEEN)
    copy = await client.call(
        "POST",
        f"/api/v1/events/{planned.event['id']}/copy",
        {
            "starts_at": day.replace(tzinfo=BERLIN).isoformat(),
            "title": f"Zweiter Erfahrungsaustausch: {data.TITLE}",
        },
    )
    again = datetime.fromisoformat(copy["starts_at"]).astimezone(BERLIN)
    if (again.hour, again.minute) != (first.hour, first.minute):
        raise UnexpectedAnswerError(f"the copy starts at {again:%H:%M} instead of {first:%H:%M}")
    if [s["title"] for s in copy["sessions"]] != [title for title, *_ in data.AGENDA]:
        raise UnexpectedAnswerError("the copy has another agenda")
    await client.call("POST", f"/api/v1/events/{copy['id']}/publish")
    earliest = day.date() + timedelta(days=120)
    coming = {
        "label": data.COMING_LABEL,
        "earliest": f"{earliest}",
        "latest": f"{earliest + timedelta(days=120)}",
    }
    series = f"/api/v1/series/{planned.series}"
    await client.call("PATCH", series, {"coming": coming})
    shown = await client.call("GET", series, token="")
    if [each["id"] for each in shown["events"]] != [copy["id"], planned.event["id"]]:
        raise UnexpectedAnswerError("the series should show both exchanges, the next first")
    return dict(copy)


async def _import_sites(client: Client, network: str) -> list[dict[str, Any]]:
    path = f"/api/v1/organisations/{network}/imports"
    preview = await client.upload(path, data.sites_list())
    if preview["state"] != "ready" or preview["row_count"] != 29:
        raise UnexpectedAnswerError(f"the list of sites is not taken: {preview['faults']}")
    await client.call("POST", f"{path}/{preview['id']}/confirm")
    below = await client.call("GET", f"/api/v1/organisations?parent_id={network}&limit=100")
    return list(below["items"])


def _senders(planned: Planned) -> list[str]:
    """Who sends whom: for each participant the organisation."""
    sites = [site["id"] for site in planned.sites]
    insurer, regional = planned.partners
    return [
        *sites,
        *sites[: data.TWO_CAME_FROM],
        *(planned.hosts[i % len(planned.hosts)] for i in range(data.FROM_HOSTS)),
        *[regional] * data.FROM_REGIONAL,
        *[insurer] * data.FROM_INSURER,
    ]


async def _register(client: Client, planned: Planned) -> tuple[list[str], Counter[str]]:
    """Each for themselves; returns tickets, and how often each question was answered."""
    tickets: list[str] = []
    answered: Counter[str] = Counter()
    for number, organisation in enumerate(_senders(planned), start=1):
        email = f"teilnahme-{number:02}@standort.example.org"
        person = {
            "name": f"Teilnahme {number:02} Muster",
            "email": email,
            "answers": data.answers_of(number),
        }
        contact = {
            "name": person["name"],
            "email": email,
            "locale": "de",
            "organisation_id": organisation,
        }
        body = {"contact": contact, "people": [person]}
        made = await client.register(planned.event["id"], body, key=f"austausch-{number}")
        if made["status"] != "confirmed":
            raise UnexpectedAnswerError(f"participant {number} has no place: {made['status']}")
        tickets += [each["ticket"] for each in made["people"]]
        answered.update(data.answers_of(number).keys())
    if len(tickets) != data.PARTICIPANTS:
        raise UnexpectedAnswerError(f"{len(tickets)} participants instead of 40")
    return tickets, answered


async def _answers_arrived(client: Client, event_id: str, answered: Counter[str]) -> None:
    """The team finds every answer under its question, in the list that it takes along."""
    path = f"/api/v1/events/{event_id}/registrations/export.csv"
    found = (await client.call("GET", path)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(found), delimiter=";"))
    for key, label in data.QUESTIONS:
        said = sum(bool(row[label]) for row in rows)
        if said != answered[key]:
            raise UnexpectedAnswerError(f"{label} {said} answers instead of {answered[key]}")


async def _doors(
    client: Client, event: dict[str, Any], tickets: list[str], chance: random.Random
) -> None:
    start = datetime.fromisoformat(event["starts_at"])
    scans = [
        {
            "scan_id": str(UUID(int=chance.getrandbits(128), version=4)),
            "ticket": ticket,
            "kind": "in",
            "scanned_at": (start + timedelta(minutes=chance.uniform(-25, 15))).isoformat(),
            "device": "einlass",
        }
        for ticket in tickets
    ]
    for result in await client.scan(event["id"], scans):
        if result["result"] != "ok":
            raise UnexpectedAnswerError(f"scan not taken: {result}")
