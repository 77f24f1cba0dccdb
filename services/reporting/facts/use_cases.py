"""What the facts learn from messages, and how complete they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prometheus_client import Gauge

from services.reporting.facts import store
from shared import metrics
from shared.contracts.attendance import AttendanceClosed, ConfidentialTotal, ScanRecorded
from shared.contracts.bookings import BookingChanged, BookingsClosed
from shared.contracts.events import EventChanged
from shared.contracts.organisations import OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Connection, Pool, connection, transaction

FIGURES_AGE = Gauge(
    "figures_age_seconds",
    "Time since the facts of reporting were known to be complete.",
    namespace=metrics.PREFIX,
    registry=metrics.REGISTRY,
)


async def learn(connection: Connection, messages: Sequence[Message]) -> set[UUID]:
    """Take in messages and tell the pages; gives the events whose facts changed."""
    if touched := await take_in(connection, messages):
        await store.note_changes(connection, touched)
    return touched


async def take_in(connection: Connection, messages: Sequence[Message]) -> set[UUID]:
    """Take in messages in any order, any number of times; gives the events whose facts changed.

    Runs in the caller's transaction. What one message says of versions decides, not the order.
    """
    touched: set[UUID] = set()
    if organisations := [m for m in messages if isinstance(m, OrganisationChanged)]:
        await store.put_organisations(connection, organisations)
    if events := [m for m in messages if isinstance(m, EventChanged)]:
        touched |= await store.put_events(connection, events)
    if bookings := [m for m in messages if isinstance(m, BookingChanged)]:
        touched |= await store.put_bookings(connection, bookings)
    if scans := [m for m in messages if isinstance(m, ScanRecorded)]:
        touched |= await store.put_scans(connection, scans)
    if totals := [m for m in messages if isinstance(m, ConfidentialTotal)]:
        touched |= await store.put_totals(connection, totals)
    if barriers := [m for m in messages if isinstance(m, BookingsClosed | AttendanceClosed)]:
        touched |= await store.put_barriers(connection, barriers)
    return touched


async def state_current(pool: Pool, current_at: datetime) -> None:
    """The consumer has kept up until this instant."""
    async with transaction(pool) as connection:
        await connection.execute("SET LOCAL synchronous_commit = off")
        await store.move_current(connection, current_at)


async def measure_age(pool: Pool, now: datetime) -> float | None:
    """Seconds since the facts were known to be complete; None before the first time."""
    async with connection(pool) as reading:
        current_at = await store.find_current(reading)
    if current_at is None:
        return None
    seconds = max(0.0, (now - current_at).total_seconds())
    FIGURES_AGE.set(seconds)
    return seconds
