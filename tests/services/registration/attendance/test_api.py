"""The JSON routes of the door, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest_asyncio

from services.registration.attendance.api import PRINCIPAL_AGE_MAX_SECONDS
from shared.database.pool import Pool
from shared.web.principal import hash_of
from tests.services.registration.house import House, open_house

A_MOMENT = timedelta(milliseconds=1)
AT_MOST = timedelta(seconds=PRINCIPAL_AGE_MAX_SECONDS)


@pytest_asyncio.fixture
async def app(registration_pool: Pool) -> AsyncIterator[House]:
    """Registration as a whole, not only its doors."""
    async with open_house(registration_pool) as made:
        yield made


async def test_a_revoked_token_scans_at_most_one_second_longer(app: House) -> None:
    """A lost phone: what doors remember of who asks is a second old at most, and only there."""
    organiser = await app.organisation("Netz")
    event = await app.event(organiser["id"])
    token = await app.token("steward", organiser["id"])
    path = f"/api/v1/events/{event['id']}"

    async with app.client(token) as phone:

        async def scans() -> int:
            scan = {
                "scan_id": str(uuid4()),
                "kind": "in",
                "scanned_at": app.now.isoformat(),
                "device": "door-1",
            }
            return (await phone.post(f"{path}/scans", json={"scans": [scan]})).status_code

        assert timedelta(seconds=1) == AT_MOST
        assert await scans() == 200
        await app.pool.execute("DELETE FROM staff_sessions WHERE token_hash = $1", hash_of(token))
        app.now += AT_MOST
        assert await scans() == 200
        app.now += A_MOMENT
        assert await scans() == 401


async def test_only_scanning_may_rest_on_what_a_door_remembers(app: House) -> None:
    """A revoked token does nothing else from its first moment on, and then scans no more."""
    organiser = await app.organisation("Netz")
    event = await app.event(organiser["id"])
    token = await app.token("steward", organiser["id"])
    path = f"/api/v1/events/{event['id']}"
    async with app.client(token) as phone:
        assert (await phone.post(f"{path}/scans", json={"scans": []})).status_code == 200
        await app.pool.execute("DELETE FROM staff_sessions WHERE token_hash = $1", hash_of(token))
        assert (await phone.post(f"{path}/tallies", json={"tallies": []})).status_code == 401
        assert (await phone.post(f"{path}/scans", json={"scans": []})).status_code == 401


async def test_who_scans_all_day_is_looked_up_again_every_second(app: House) -> None:
    """Scanning without a pause doesn't keep a revoked token alive."""
    organiser = await app.organisation("Netz")
    event = await app.event(organiser["id"])
    token = await app.token("steward", organiser["id"])
    path = f"/api/v1/events/{event['id']}/scans"
    async with app.client(token) as phone:
        assert (await phone.post(path, json={"scans": []})).status_code == 200
        await app.pool.execute("DELETE FROM staff_sessions WHERE token_hash = $1", hash_of(token))
        answers = []
        for _ in range(5):
            app.now += AT_MOST / 3
            answers.append((await phone.post(path, json={"scans": []})).status_code)
    assert answers == [200, 200, 200, 401, 401]
