"""The queue in front of admission: registrations of one event share a transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg

from services.registration.bookings.domain.admission import Decision
from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.errors import AlreadyRegistered
from shared.errors import Refused
from shared.micro_batches import MicroBatches, not_storable_value

BATCH_MAX = 500
QUEUE_MAX = 5_000

Write = Callable[[UUID, Sequence[BookingRequest]], Awaitable[list[Decision]]]


class Admission(MicroBatches[BookingRequest, Decision]):
    """The admission queues of one process. `write` holds the transaction."""

    def __init__(
        self, write: Write, *, batch_max: int = BATCH_MAX, queue_max: int = QUEUE_MAX
    ) -> None:
        super().__init__(
            write,
            what="registrations",
            batch_max=batch_max,
            queue_max=queue_max,
            not_storable=_not_storable,
        )


def _not_storable(error: asyncpg.PostgresError) -> Refused:
    """A unique index refuses only who is registered already."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return AlreadyRegistered()
    return not_storable_value(error)
