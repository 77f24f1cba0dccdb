"""An edition is out: what the others learn of it."""

from __future__ import annotations

from hashlib import sha256

from services.reporting.editions.store import NewEdition
from shared.contracts.documents import DOCUMENT_TYPE, DOCUMENTS
from shared.contracts.editions import EDITIONS, EditionPublished
from shared.messaging.outbox import OutgoingMessage


def messages_of(edition: NewEdition) -> list[OutgoingMessage]:
    """The document first, so that whoever reads of the edition will find it soon."""
    return [
        OutgoingMessage(topic=DOCUMENTS, key=str(edition.id), body=edition.pdf, type=DOCUMENT_TYPE),
        OutgoingMessage(topic=EDITIONS, key=str(edition.facts.event_id), body=_published(edition)),
    ]


def _published(edition: NewEdition) -> EditionPublished:
    return EditionPublished(
        id=edition.id,
        event_id=edition.facts.event_id,
        number=edition.number,
        digest=edition.digest,
        published_at=edition.published_at,
        organisation_ids=edition.facts.partner_ids,
        document_sha256=sha256(edition.pdf).hexdigest(),
        document_bytes=len(edition.pdf),
    )
