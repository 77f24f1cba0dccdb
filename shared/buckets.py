"""Token buckets in memory, per process: a brake on abuse, not an account."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

BUCKETS_MAX = 50_000
IPV4_PREFIX = 32
IPV6_PREFIX = 64


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: datetime


class Buckets:
    """`burst` at once, then `per_second`, for each key.

    Bounded: the least recently used bucket goes first, which at worst forgets a brake.
    """

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def take(self, key: bytes, now: datetime, count: int = 1) -> float:
        """0 if a token was there (`count` are gone now), else the seconds until there is one.

        Who takes more than are left goes into debt: the next one waits the longer.
        """
        bucket = self._filled(key, now)
        if bucket.tokens >= 1:
            bucket.tokens -= count
            return 0.0
        return (1 - bucket.tokens) / self._per_second

    def wait(self, key: bytes, now: datetime) -> float:
        """As `take`, without taking: for what costs a token only when it turns out wrong."""
        bucket = self._filled(key, now)
        return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) / self._per_second

    def _filled(self, key: bytes, now: datetime) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= BUCKETS_MAX:
                self._buckets.popitem(last=False)
            bucket = self._buckets[key] = _Bucket(self._burst, now)
            return bucket
        self._buckets.move_to_end(key)
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.tokens = min(self._burst, bucket.tokens + passed * self._per_second)
        bucket.at = now
        return bucket


def network_of(address: str) -> bytes:
    """What counts as one network: an IPv4 address, or the 64 bits that IPv6 gives to one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()[:64]
    prefix = IPV4_PREFIX if parsed.version == 4 else IPV6_PREFIX
    return ipaddress.ip_network((parsed, prefix), strict=False).network_address.packed
