"""The last step of an event's life is taken by reporting: its report is out."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.registration.events.consumers import apply, subscription
from shared.contracts.editions import EDITIONS, EditionPublished
from shared.database.pool import transaction
from shared.messaging.consumer import Consumer
from shared.messaging.decoding import Record
from tests.conftest import TestKafka
from tests.services.registration.house import NOW, House, answer
from tests.shared.messaging import flow

EVENTS = "/api/v1/events"
TYPE = next(iter(EDITIONS.messages))


def edition(event_id: str, number: int = 1, **changes: Any) -> EditionPublished:
    """An edition, an hour after the one before."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "event_id": UUID(event_id),
        "number": number,
        "digest": "d",
        "published_at": NOW + timedelta(hours=number),
        "document_sha256": "0",
        "document_bytes": 1,
    }
    return EditionPublished(**{**values, **changes})


async def closed(house: House) -> str:
    """Path of a closed event."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    async with await house.administrator() as client:
        await answer(await client.post(f"{EVENTS}/{event['id']}/close"), 200)
    return str(event["id"])


async def receive(house: House, *editions: EditionPublished) -> None:
    """As the consumer hands them over."""
    records = [Record(EDITIONS.name, 0, 0, str(e.event_id), TYPE, e, NOW, None) for e in editions]
    async with transaction(house.pool) as lent:
        await apply(lent, records)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_an_event_is_reported_since_its_first_edition(
    house: House, order: tuple[int, ...]
) -> None:
    """Protects the date: in whatever order editions arrive, and however often."""
    event_id = await closed(house)
    for number in order:
        await receive(house, edition(event_id, number), edition(event_id, number))
    async with await house.administrator() as client:
        found = await answer(await client.get(f"{EVENTS}/{event_id}"), 200)
    assert found["status"] == "reported"
    assert found["reported_at"] == (NOW + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    public = await answer(await house.client().get(f"{EVENTS}/{event_id}"), 200)
    assert public["status"] == "reported"
    told = [m["body"]["status"] for m in await house.messages("registration.events.v1")]
    assert told == ["draft", "published", "closed"]


async def test_the_team_sees_that_the_report_is_out(house: House) -> None:
    """Protects organizers from waiting for what is there."""
    event_id = await closed(house)
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("administrator"))
        own = f"/organizer/events/{event_id}"
        assert "Bericht ist da" not in (await client.get(own)).text
        await receive(house, edition(event_id), edition(str(uuid4())))
        assert "Bericht ist da" in (await client.get(own)).text
        assert "Bericht ist da" in (await client.get("/organizer")).text


async def test_an_edition_comes_in_by_kafka_with_registrations_own_rights(
    house: House, kafka: TestKafka
) -> None:
    """Protects the last step in production: topic, permission, group and transaction together."""
    await kafka.provision(EDITIONS)
    event_id = await closed(house)
    body = msgspec.json.encode(edition(event_id))
    await flow.send_raw(kafka.user("reporting"), EDITIONS, [(event_id.encode(), body, TYPE)])
    consumer = Consumer(subscription(), house.pool, kafka.user("registration"), instance_id="1")

    async def reported() -> bool:
        found = await house.pool.fetchval(
            "SELECT reported_at FROM events WHERE id = $1", UUID(event_id)
        )
        return found is not None

    async with flow.running(consumer):
        await flow.until(reported)
