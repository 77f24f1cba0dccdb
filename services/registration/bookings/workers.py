"""What the clock makes happen to bookings."""

from __future__ import annotations

from services.registration.bookings.use_cases import Bookings
from shared.worker import Worker

OFFERS_IDLE_SECONDS = 5.0
KEYS_IDLE_SECONDS = 300.0
FORMER_IDLE_SECONDS = 600.0


def workers(bookings: Bookings) -> list[Worker]:
    """Offers run out, idempotency keys and replaced addresses are forgotten."""
    return [
        Worker("offers", bookings.offers.expire, OFFERS_IDLE_SECONDS),
        Worker("idempotency-keys", bookings.registering.forget_keys, KEYS_IDLE_SECONDS),
        Worker("former-addresses", bookings.correcting.forget_former, FORMER_IDLE_SECONDS),
    ]
