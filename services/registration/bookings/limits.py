"""What one address and one network may do with the public registration.

Token buckets in memory, per process: a brake on abuse, not an account. The budget of a network lets
a whole office register behind one address of the internet; an address gets a few mails.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.errors import TooManyRequests

NETWORK_BURST = 600
NETWORK_PER_SECOND = 2.0
ADDRESS_BURST = 30
ADDRESS_PER_SECOND = 1 / 60
BUCKETS_MAX = 50_000
IPV4_PREFIX = 32
IPV6_PREFIX = 64


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: datetime


class _Buckets:
    """Bounded: the least recently used bucket goes first, which at worst forgets a brake."""

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def take(self, key: bytes, now: datetime) -> float:
        """0 if a token was there, else the seconds until there is one."""
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= BUCKETS_MAX:
                self._buckets.popitem(last=False)
            self._buckets[key] = _Bucket(self._burst - 1, now)
            return 0.0
        self._buckets.move_to_end(key)
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.tokens = min(self._burst, bucket.tokens + passed * self._per_second)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self._per_second


class Limits:
    """Both budgets; `enabled` False (load tests) lets everything pass."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._networks = _Buckets(NETWORK_BURST, NETWORK_PER_SECOND)
        self._addresses = _Buckets(ADDRESS_BURST, ADDRESS_PER_SECOND)

    def check(self, network: str | None, emails: Iterable[str], now: datetime) -> None:
        """Raises TooManyRequests saying when to come back. Keeps no address, only a hash."""
        if not self._enabled:
            return
        wait = 0.0
        if network is not None:
            wait = self._networks.take(_network_of(network), now)
        for email in emails:
            digest = hashlib.blake2s(email.casefold().encode(), digest_size=12).digest()
            wait = max(wait, self._addresses.take(digest, now))
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))


def _network_of(text: str) -> bytes:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text.encode()[:64]
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return ipaddress.ip_network((address, prefix), strict=False).network_address.packed
