"""Needs, projects, actions: members send ideas from their phones in the room and weigh them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.innenstadt_jena.data import IDEAS

Say = Callable[[str], None]
Json = Any
PHONES = 6
POINTS = 3


async def collect(client: Client, event: Json, say: Say) -> dict[str, int]:
    """Open, send, weigh, close; returns the points of each idea by its text."""
    base = f"/api/v1/events/{event['id']}/ideas"
    headings = [{"title": title} for title in IDEAS]
    body = {"categories": headings, "points_per_device": POINTS}
    opened = await client.call("POST", f"{base}/open", body)
    by_title = {each["title"]: each["id"] for each in opened["categories"]}
    phones = [
        (await client.call("POST", f"{base}/devices", {"code": opened["code"]}, token=""))["device"]
        for _ in range(PHONES)
    ]
    sent: dict[str, str] = {}
    texts = [(title, text) for title, ideas in IDEAS.items() for text in ideas]
    for number, (title, text) in enumerate(texts):
        idea = {"category_id": by_title[title], "text": text}
        made = await client.call("POST", base, idea, token=phones[number % PHONES])
        sent[text] = made["id"]
    points = await _weigh(client, base, phones, sent)
    await client.call("POST", f"{base}/close")
    found = {each["text"]: each["points"] for each in await _listed(client, base)}
    if found != points:
        raise UnexpectedAnswerError(f"weights: {found} instead of {points}")
    best = max(points, key=lambda text: points[text])
    say(f"{len(sent)} ideas from {PHONES} phones, most weight on: {best}")
    return points


async def _weigh(
    client: Client, base: str, phones: list[str], sent: dict[str, str]
) -> dict[str, int]:
    """Every phone puts two points on one idea and one on the next."""
    points = dict.fromkeys(sent, 0)
    texts = list(sent)
    for number, phone in enumerate(phones):
        for text, given in ((texts[number % 4], 2), (texts[(number + 1) % 4], 1)):
            path = f"{base}/{sent[text]}/points"
            await client.call("PUT", path, {"points": given}, token=phone)
            points[text] += given
    return points


async def _listed(client: Client, base: str) -> list[Json]:
    return list((await client.call("GET", base))["items"])
