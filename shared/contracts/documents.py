"""reporting.documents.v1: the published PDF itself, raw bytes, for mail attachments."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.topic import Cleanup, Topic

DOCUMENT_TYPE = "auftakt.reporting.document.v1"
DOCUMENT_MAX_BYTES = 4 * 1024 * 1024

DOCUMENTS = Topic(
    name="reporting.documents.v1",
    key="edition id",
    description="The PDF of an edition.",
    producer="reporting",
    consumers=("notifications",),
    cleanup=Cleanup.DELETE,
    retention=timedelta(days=30),
    messages={},
    max_message_bytes=DOCUMENT_MAX_BYTES + 65_536,
)
