"""A crowd that registers and is scanned while something breaks, and remembers each answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from scenarios.ready import Ready

PEOPLE = 500
AT_ONCE = 16
TRIES = 60
PAUSE_SECONDS = 0.25
REQUEST_SECONDS = 8.0


@dataclass(slots=True)
class Record:
    """What was answered. `unknown`: no answer, or a 5xx, and never anything else afterwards."""

    acknowledged: dict[str, Any] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)
    slowest_seconds: float = 0.0


Strike = Callable[[], Awaitable[None]]


async def crowd(ready: Ready, event: dict[str, Any], strikes: Mapping[int, Strike]) -> Record:
    """500 people register and are scanned at the door; after the n-th, strike n happens."""
    record = Record()
    gate = asyncio.Semaphore(AT_ONCE)
    done = 0
    struck: list[asyncio.Task[None]] = []
    async with httpx.AsyncClient(base_url=ready.url, timeout=REQUEST_SECONDS) as http:

        async def one(number: int) -> None:
            nonlocal done
            async with gate:
                await _register(http, event, number, record)
                done += 1
                if done in strikes:
                    struck.append(asyncio.ensure_future(strikes[done]()))
                booking = record.acknowledged.get(f"key-{number}")
                if booking and booking["people"][0]["status"] == "confirmed":
                    await _scan(http, ready.admin_token, event, booking, record)

        await asyncio.gather(*(one(number) for number in range(PEOPLE)))
        await asyncio.gather(*struck)
    return record


async def _register(
    http: httpx.AsyncClient, event: dict[str, Any], number: int, record: Record
) -> None:
    """Every third person gives up at the first fault; the others repeat with the same key."""
    mail = f"person{number}@example.org"
    body = {
        "contact": {"name": f"Person {number}", "email": mail, "locale": "de"},
        "people": [
            {
                "name": f"Person {number}",
                "email": mail,
                "sessions": [event["sessions"][0]["id"]],
            }
        ],
    }
    key = f"key-{number}"
    path = f"/api/v1/events/{event['id']}/registrations"
    for _ in range(1 if number % 3 == 0 else TRIES):
        answer = await _try(http, path, body, record, {"Idempotency-Key": key})
        if answer is not None and answer.status_code == 201:
            record.acknowledged[key] = answer.json()
            record.unknown.discard(mail)
            return
        if answer is not None and answer.status_code < 500 and answer.status_code != 429:
            record.refused.add(mail)
            return
        record.unknown.add(mail)
        await asyncio.sleep(PAUSE_SECONDS)


async def _scan(
    http: httpx.AsyncClient,
    token: str,
    event: dict[str, Any],
    booking: dict[str, Any],
    record: Record,
) -> None:
    scan_id = str(uuid4())
    body = {
        "scans": [
            {
                "scan_id": scan_id,
                "kind": "in",
                "ticket": booking["people"][0]["ticket"],
                "scanned_at": datetime.now(UTC).isoformat(),
                "device": "tuer",
            }
        ]
    }
    path = f"/api/v1/events/{event['id']}/scans"
    for _ in range(TRIES):
        answer = await _try(http, path, body, record, {"Authorization": f"Bearer {token}"})
        if answer is not None and answer.status_code == 200:
            assert answer.json()["results"][0]["result"] in ("ok", "duplicate")
            record.scanned.add(scan_id)
            return
        await asyncio.sleep(PAUSE_SECONDS)
    raise AssertionError(f"a scan was never taken: {answer}")


async def _try(
    http: httpx.AsyncClient,
    path: str,
    body: dict[str, Any],
    record: Record,
    headers: dict[str, str],
) -> httpx.Response | None:
    started = asyncio.get_running_loop().time()
    try:
        return await http.post(path, json=body, headers=headers)
    except httpx.TransportError:
        return None
    finally:
        took = asyncio.get_running_loop().time() - started
        record.slowest_seconds = max(record.slowest_seconds, took)
