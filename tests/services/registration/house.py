"""Registration in one process, on a real database: an app, a clock and people with roles."""

from __future__ import annotations

import base64
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
from litestar import Litestar
from litestar.datastructures import State

from services.registration.access.administration import issue_token
from services.registration.access.authenticator import StaffAuthenticator
from services.registration.service import UseCases, make_state, make_use_cases, make_web
from services.registration.settings import Settings
from shared.database.pool import Pool
from shared.web.health import Health
from shared.web.principal import hash_of

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
BASE_URL = "http://localhost:8000"


def key(name: str) -> str:
    """A key for tests."""
    return "k1:" + base64.b64encode(name.encode().ljust(32, b".")).decode()


def settings(**values: Any) -> Settings:
    """Settings that need no environment."""
    given: dict[str, Any] = {
        "database_url": "postgresql://nowhere/registration",
        "kafka_bootstrap": "127.0.0.1:1",
        "base_url": BASE_URL,
        "key_manage": key("manage"),
        "key_ticket": key("ticket"),
        "key_sign_in": key("sign_in"),
        "key_lookup": key("lookup"),
        "key_code": key("code"),
        "operator_name": "Auftakt Test",
        "operator_address": "Musterstraße 1, 07743 Jena",
        "operator_email": "kontakt@example.org",
        "operator_phone": "+49 3641 000000",
    }
    return Settings(**{**given, **values})


_apps: dict[str, Litestar] = {}


def _app_of(made: Settings, use_cases: UseCases) -> Litestar:
    """The app over these use cases; its routes are compiled once per settings and process."""
    first = _apps.get(repr(made))
    if first is None:
        first = _apps[repr(made)] = make_web(made, use_cases)
    app = copy.copy(first)
    own = {
        "authenticator": StaffAuthenticator(use_cases.pool),
        "health": Health(use_cases.pool, {}),
    }
    app.state = State({**first.state.dict(), **make_state(use_cases), **own})
    return app


@dataclass
class House:
    """The app and what tests do with it; `now` is the instant all of it sees."""

    pool: Pool
    now: datetime = NOW
    values: dict[str, Any] = field(default_factory=dict)
    use_cases: UseCases = field(init=False)
    app: Litestar = field(init=False)

    def __post_init__(self) -> None:
        made = settings(**self.values)
        self.use_cases = make_use_cases(made, self.pool, lambda: self.now)
        self.app = _app_of(made, self.use_cases)

    def client(self, token: str | None = None, **values: Any) -> httpx.AsyncClient:
        """A client of the app, perhaps with a bearer token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # litestar types its scope more narrowly
        return httpx.AsyncClient(
            transport=transport, base_url=BASE_URL, headers={**headers, **values}
        )

    async def token(
        self, role: str, organisation_id: UUID | str | None = None, email: str | None = None
    ) -> str:
        """A token for a staff member with that role."""
        at = UUID(str(organisation_id)) if organisation_id else None
        return await issue_token(
            self.pool, email or f"{role}.{organisation_id}@example.org", role, at, self.now
        )

    async def session(self, role: str, organisation_id: str | None = None) -> str:
        """The secret of a browser session of a staff member with that role."""
        secret = await self.token(role, organisation_id)
        await self.pool.execute(
            "UPDATE staff_sessions SET kind = 'session' WHERE token_hash = $1", hash_of(secret)
        )
        return secret

    async def administrator(self) -> httpx.AsyncClient:
        """A client of an administrator."""
        return self.client(await self.token("administrator"))

    async def organisation(self, name: str, kind: str = "network", **values: Any) -> dict[str, Any]:
        """An organisation, made by the API."""
        async with await self.administrator() as client:
            body = {"name": name, "kind": kind, **values}
            return await answer(await client.post("/api/v1/organisations", json=body), 201)

    async def event(
        self, organiser_id: str, *, publish: bool = True, **values: Any
    ) -> dict[str, Any]:
        """An event, made by the API."""
        async with await self.administrator() as client:
            body = event_body(organiser_id, **values)
            made = await answer(await client.post("/api/v1/events", json=body), 201)
            if publish:
                path = f"/api/v1/events/{made['id']}/publish"
                made = await answer(await client.post(path), 200)
            return made

    async def messages(self, topic: str) -> list[dict[str, Any]]:
        """What waits in the outbox for a topic: key, type and decoded body, in order."""
        rows = await self.pool.fetch(
            "SELECT key, type, body FROM outbox WHERE topic = $1 ORDER BY id", topic
        )
        return [
            {
                "key": row["key"],
                "type": row["type"],
                "body": msgspec.json.decode(row["body"]) if row["body"] is not None else None,
            }
            for row in rows
        ]


@asynccontextmanager
async def open_house(pool: Pool, **values: Any) -> AsyncIterator[House]:
    """A house whose admission queue is closed afterwards."""
    house = House(pool, values=values)
    try:
        yield house
    finally:
        await house.use_cases.bookings.close()


def event_body(organiser_id: str, **values: Any) -> dict[str, Any]:
    """A complete body of POST /api/v1/events."""
    starts_at = NOW + timedelta(days=9)
    return {
        "title": "Gesundheitstag Innenstadt",
        "kind": "kick_off_workshop",
        "organiser_id": organiser_id,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=6)).isoformat(),
        "time_zone": "Europe/Berlin",
        "capacity": 40,
        "venue": "Volksbad, Knebelstraße 10",
        "contact": {"name": "Büro der Initiative", "phone": "+49 3641 123456"},
        "sessions": [
            {
                "title": "Rücken-Check",
                "kind": "workshop",
                "field_of_action": "movement",
                "starts_at": starts_at.isoformat(),
                "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
                "capacity": 12,
            },
            {
                "title": "Suchtberatung",
                "kind": "counselling",
                "starts_at": starts_at.isoformat(),
                "ends_at": (starts_at + timedelta(hours=6)).isoformat(),
            },
        ],
        **values,
    }


async def answer(response: httpx.Response, status: int) -> dict[str, Any]:
    """The JSON of an answer that has to have this status."""
    assert response.status_code == status, response.text
    found: dict[str, Any] = response.json()
    return found


def faults(response: httpx.Response) -> dict[str, str]:
    """Field → reason of a 422."""
    assert response.status_code == 422, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    return {error["field"]: error["reason"] for error in response.json()["errors"]}
