"""Where a page of a list ended, as an opaque cursor."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from shared.errors import InvalidFields

CURSOR_MAX_CHARACTERS = 200


def cursor(instant: datetime, id_: UUID) -> str:
    """Where a page of a list ended, opaque for clients."""
    text = f"{instant.astimezone(UTC).isoformat()}|{id_}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> tuple[datetime, UUID] | None:
    """The end of the page before; raises InvalidFields."""
    if text is None:
        return None
    padded = text[:CURSOR_MAX_CHARACTERS] + "=" * (-len(text) % 4)
    try:
        instant, _, id_ = base64.urlsafe_b64decode(padded.encode()).decode().partition("|")
        return datetime.fromisoformat(instant).astimezone(UTC), UUID(id_)
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidFields.one("cursor", "is not one of ours", "cursor") from None
