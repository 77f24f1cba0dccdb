"""Answers that everybody may keep for a while and ask for again cheaply.

A representation is named by the digest of its bytes (ETag). `Last-Modified` is told but decides
nothing: an organisation that joins a network brings events that changed long ago.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from litestar import Request, Response

FRESH_SECONDS = 60
"""For pages and JSON: they tell whether places are free."""
FEED_FRESH_SECONDS = 900
DIGEST_CHARACTERS = 32


def keepable(
    request: Request[Any, Any, Any],
    content: bytes,
    media_type: str,
    *,
    fresh_seconds: int = FRESH_SECONDS,
    changed_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """The content, or 304 where the caller has it already."""
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:DIGEST_CHARACTERS]}"'
    told = {"etag": etag, "cache-control": f"public, max-age={fresh_seconds}", **(headers or {})}
    if changed_at is not None:
        told["last-modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(b"", status_code=304, headers=told, media_type=media_type)
    return Response(content, media_type=media_type, headers=told)


def _has(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110 §8.8.3.2): compression on the way may change the bytes."""
    named = [tag.strip() for tag in if_none_match.split(",")]
    return "*" in named or etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in named]
