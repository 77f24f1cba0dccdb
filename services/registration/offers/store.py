"""Follow-up offers in PostgreSQL. Writes only the table of this slice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.offers.domain import Offer, OfferKind, OfferText
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
_texts = msgspec.json.Decoder(dict[str, OfferText])


async def list_offers(connection: Connection, event_id: UUID) -> list[Offer]:
    """The offers of an event in their order."""
    rows = await connection.fetch(SQL.list_offers, event_id)
    return [
        Offer(row["id"], OfferKind(row["kind"]), _texts.decode(row["texts"]), row["changed_at"])
        for row in rows
    ]


async def has_offers(connection: Connection, event_id: UUID) -> bool:
    """Whether there are any."""
    return bool(await connection.fetchval(SQL.has_offers, event_id))


async def put_offers(connection: Connection, event_id: UUID, offers: Sequence[Offer]) -> None:
    """The list is this one from now on; the caller holds the lock of the event's row."""
    await connection.execute(SQL.delete_others, event_id, [offer.id for offer in offers])
    await connection.execute(
        SQL.put_offers,
        event_id,
        [offer.id for offer in offers],
        [offer.kind.value for offer in offers],
        [msgspec.json.encode(offer.texts).decode() for offer in offers],
        [offer.changed_at for offer in offers],
    )
