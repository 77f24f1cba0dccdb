"""reporting.editions.v1: an edition of a report is out, and for whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class EditionPublished(Message, frozen=True, kw_only=True):
    """An edition is out. `document_sha256` (hex) and `document_bytes` describe its PDF, which
    travels through `reporting.documents.v1` under the edition id."""

    id: UUID
    event_id: UUID
    number: int
    digest: str
    published_at: datetime
    organisation_ids: tuple[UUID, ...] = ()
    document_sha256: str
    document_bytes: int


EDITIONS = Topic(
    name="reporting.editions.v1",
    key="event id",
    description="Published editions and the organisations they are for.",
    producer="reporting",
    consumers=("notifications", "registration"),
    cleanup=Cleanup.KEEP,
    messages={"auftakt.reporting.edition-published.v1": EditionPublished},
)
