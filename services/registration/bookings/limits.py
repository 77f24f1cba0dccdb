"""What one address and one network may do with the public registration.

Token buckets in memory, per process: a brake on abuse, not an account. The budget of a network lets
a whole office register behind one address of the internet. Above it nobody is turned away: places
are held until the link in a mail is followed, up to a second budget that only programs reach. An
address gets a few mails. What counts are people, not requests. Lists of companies have a budget of
their own: they neither use up what colleagues need who register themselves, nor wait for them.
Typing in booking codes has another.
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
CROWD_BURST = 5_000
CROWD_PER_SECOND = 20.0
LISTED_BURST = 1_000
LISTED_PER_SECOND = 2.0
CODES_BURST = 600
CODES_PER_SECOND = 2.0
ADDRESS_BURST = 30
ADDRESS_PER_SECOND = 1 / 60


class Limits:
    """The budgets; `enabled` False (load tests) lets everything pass."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._networks = Buckets(NETWORK_BURST, NETWORK_PER_SECOND)
        self._crowds = Buckets(CROWD_BURST, CROWD_PER_SECOND)
        self._listed = Buckets(LISTED_BURST, LISTED_PER_SECOND)
        self._codes = Buckets(CODES_BURST, CODES_PER_SECOND)
        self._addresses = Buckets(ADDRESS_BURST, ADDRESS_PER_SECOND)

    def check(self, network: str | None, emails: Iterable[str], now: datetime) -> None:
        """Raises TooManyRequests saying when to come back. Keeps no address, only a hash."""
        wait = max(self.seconds_above(network, now), self._mails(emails, now))
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))

    def check_list(
        self, network: str | None, emails: Iterable[str], now: datetime, people: int
    ) -> None:
        """The budgets of a company's list; raises TooManyRequests."""
        wait = self._mails(emails, now)
        if self._enabled and network is not None:
            wait = max(wait, self._listed.take(network_of(network), now, people))
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))

    def seconds_above(self, network: str | None, now: datetime, people: int = 1) -> float:
        """Take people from the budget of a network; if it is used up, seconds until it is not."""
        if not self._enabled or network is None:
            return 0.0
        return self._networks.take(network_of(network), now, people)

    def check_crowd(
        self, network: str | None, emails: Iterable[str], now: datetime, people: int = 1
    ) -> None:
        """The budgets that hold for everybody; raises TooManyRequests."""
        wait = self._mails(emails, now)
        if self._enabled and network is not None:
            wait = max(wait, self._crowds.take(network_of(network), now, people))
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))

    def check_codes(self, network: str | None, now: datetime) -> None:
        """Brake whoever tries out booking codes; raises TooManyRequests."""
        wait = 0.0
        if self._enabled and network is not None:
            wait = self._codes.take(network_of(network), now)
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))

    def _mails(self, emails: Iterable[str], now: datetime) -> float:
        if not self._enabled:
            return 0.0
        wait = 0.0
        for email in emails:
            digest = hashlib.blake2s(email.casefold().encode(), digest_size=12).digest()
            wait = max(wait, self._addresses.take(digest, now))
        return wait
