"""What other slices do when people are forgotten.

Erasure comes last in the order of slices; `service.py` hands in what those before it hold of
people beside their booking: answers, support needs, invitations, contacts of companies.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from shared.database.pool import Connection

Forget = Callable[[Connection, Sequence[UUID], datetime], Awaitable[None]]
"""Removes all a slice holds about these ids (people and contacts of bookings), at once.

Runs in the transaction that erases the bookings' part, with the event and the bookings locked.
Must be idempotent, and must not touch what is counted.
"""

Sweep = Callable[[Connection, datetime, int], Awaitable[int]]
"""Removes what has a retention period of its own and is due (an answer, a support need): at most
so many, in one transaction; returns how many, 0 when nothing is due any more."""

Over = Callable[[Connection, UUID], Awaitable[None]]
"""Nobody of this event is known any more: what a slice keeps for as long as the event's people goes
as well. May be called again when people were added late."""
