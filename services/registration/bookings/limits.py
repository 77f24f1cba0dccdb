"""What one address and one network may do with the public registration.

Token buckets in memory, per process: a brake on abuse, not an account. The budget of a network lets
a whole office register behind one address of the internet; an address gets a few mails.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from datetime import datetime

from shared.buckets import Buckets, network_of
from shared.errors import TooManyRequests

NETWORK_BURST = 600
NETWORK_PER_SECOND = 2.0
ADDRESS_BURST = 30
ADDRESS_PER_SECOND = 1 / 60


class Limits:
    """Both budgets; `enabled` False (load tests) lets everything pass."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._networks = Buckets(NETWORK_BURST, NETWORK_PER_SECOND)
        self._addresses = Buckets(ADDRESS_BURST, ADDRESS_PER_SECOND)

    def check(self, network: str | None, emails: Iterable[str], now: datetime) -> None:
        """Raises TooManyRequests saying when to come back. Keeps no address, only a hash."""
        if not self._enabled:
            return
        wait = 0.0
        if network is not None:
            wait = self._networks.take(network_of(network), now)
        for email in emails:
            digest = hashlib.blake2s(email.casefold().encode(), digest_size=12).digest()
            wait = max(wait, self._addresses.take(digest, now))
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))
