"""What one phone and one network may do in the room.

A whole room sits behind one address of the internet: its budget is for some hundred phones that
arrive together. What a single phone may do is small. Codes are guessed wrongly now and then, but
not hundreds of times.
"""

from __future__ import annotations

import math
from datetime import datetime

from shared.buckets import Buckets, network_of
from shared.errors import TooManyRequests

IDEAS_BURST = 10
IDEAS_PER_SECOND = 1 / 20
POINTS_BURST = 60
POINTS_PER_SECOND = 1.0
NETWORK_BURST = 6_000
NETWORK_PER_SECOND = 20.0
DEVICES_BURST = 800
DEVICES_PER_SECOND = 1.0
WRONG_CODES_BURST = 120
WRONG_CODES_PER_SECOND = 1 / 5


class Limits:
    """All budgets; `enabled` False (load tests) lets everything pass."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._ideas = Buckets(IDEAS_BURST, IDEAS_PER_SECOND)
        self._points = Buckets(POINTS_BURST, POINTS_PER_SECOND)
        self._networks = Buckets(NETWORK_BURST, NETWORK_PER_SECOND)
        self._devices = Buckets(DEVICES_BURST, DEVICES_PER_SECOND)
        self._wrong_codes = Buckets(WRONG_CODES_BURST, WRONG_CODES_PER_SECOND)

    def idea(self, device: bytes, network: str | None, now: datetime) -> None:
        """An idea is sent; raises TooManyRequests, as all of these."""
        self._check(self._ideas.take(device, now) if self._enabled else 0, network, now)

    def points(self, device: bytes, network: str | None, now: datetime) -> None:
        """Points are given or taken back."""
        self._check(self._points.take(device, now) if self._enabled else 0, network, now)

    def new_device(self, network: str | None, now: datetime) -> None:
        """A phone comes in: whoever drops the cookie again and again is held up here."""
        if self._enabled and network is not None:
            self._refuse(self._devices.take(network_of(network), now))

    def guess(self, network: str | None, now: datetime) -> None:
        """A code is tried."""
        if self._enabled and network is not None:
            self._refuse(self._wrong_codes.wait(network_of(network), now))

    def wrong_guess(self, network: str | None, now: datetime) -> None:
        """It was none of ours."""
        if self._enabled and network is not None:
            self._wrong_codes.take(network_of(network), now)

    def _check(self, wait: float, network: str | None, now: datetime) -> None:
        if self._enabled and network is not None:
            wait = max(wait, self._networks.take(network_of(network), now))
        self._refuse(wait)

    def _refuse(self, wait: float) -> None:
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))
