"""From where a request comes, for limits only: never logged, never kept in the clear."""

from __future__ import annotations

import ipaddress
from typing import Any

from litestar import Request


def address_of(request: Request[Any, Any, Any]) -> str | None:
    """The client's address.

    Only our own proxy on this machine or in a private network is believed, and only the last
    entry of X-Forwarded-For, which the proxy wrote; what stands before it anyone can make up.
    """
    peer = request.client.host if request.client else None
    if not _is_proxy(peer):
        return peer
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded or peer


def _is_proxy(peer: str | None) -> bool:
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    return address.is_loopback or address.is_private
