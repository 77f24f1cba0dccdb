"""Identifiers that may leave a database.

UUIDv7 would reveal when a thing was made, so ids in topics and URLs are UUIDv4; in tokens
they are written as 22 characters of base64url.
"""

from __future__ import annotations

import base64
from uuid import UUID, uuid4

COMPACT_LENGTH = 22


def new_id() -> UUID:
    """A random UUIDv4."""
    return uuid4()


def compact(id_: UUID) -> str:
    """22 characters of base64url without padding."""
    return base64.urlsafe_b64encode(id_.bytes).rstrip(b"=").decode()


def from_compact(text: str) -> UUID | None:
    """The id written by `compact`, or None if `text` isn't one."""
    if len(text) != COMPACT_LENGTH:
        return None
    try:
        id_ = UUID(bytes=base64.b64decode(text + "==", altchars=b"-_", validate=True))
    except ValueError:
        return None
    return id_ if compact(id_) == text else None
