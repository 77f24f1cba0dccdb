"""What the clock can make of days that are near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from services.notifications.contacts import store as contacts
from services.notifications.deliveries import use_cases as deliveries
from services.notifications.deliveries.domain import Requirement
from services.notifications.mails import store as mails
from services.notifications.mails.domain import Kind
from services.notifications.reminders import store
from services.notifications.reminders.days import Reminder, days_of, due_at, reminders
from shared.clock import Clock
from shared.database.pool import Connection, Pool, transaction

EVENTS_AT_ONCE = 100
BOOKINGS_AT_ONCE = 500
DAYS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReminderUseCases:
    """Days are planned from events as they are known; people are reminded of each day once."""

    pool: Pool
    clock: Clock

    async def plan(self) -> int:
        """Events that have changed: when are people reminded of them? Returns how many events."""
        now = self.clock()
        async with transaction(self.pool) as connection:
            versions = await store.take_unplanned(connection, EVENTS_AT_ONCE)
            events = await mails.find_events(connection, list(versions))
            for event in events.values():
                days = {day: due_at(event, day) for day in days_of(event, now)}
                await store.plan(connection, event.id, versions[event.id], days)
        return len(versions)

    async def remind(self) -> int:
        """Some bookings of a day that is near; returns how many bookings were looked at.

        A crash repeats the last batch, whose mails are there already and are not required again.
        """
        async with transaction(self.pool) as connection:
            due = await store.take_due(connection, self.clock())
            if due is None:
                return 0
            bookings = await mails.bookings_of_event(
                connection, due.event_id, due.reached, BOOKINGS_AT_ONCE
            )
            event = (await mails.find_events(connection, [due.event_id])).get(due.event_id)
            found = [
                reminder
                for booking in bookings
                if event is not None
                for reminder in reminders(event, booking, due.day, self.clock())
            ]
            await self._require(connection, found, due.day)
            reached = bookings[-1].id if bookings else due.reached
            done = len(bookings) < BOOKINGS_AT_ONCE
            await store.note_progress(connection, due, reached, done=done)
        return max(len(bookings), 1)

    async def forget(self) -> int:
        """Days that were done long ago."""
        async with transaction(self.pool) as connection:
            return await store.forget_days(connection, self.clock() - DAYS_KEPT)

    async def _require(self, connection: Connection, found: Sequence[Reminder], day: date) -> None:
        """Mails to those who have left an address; nobody else has to hear why there is none."""
        known = await contacts.find(connection, [each.person_id for each in found])
        reachable = [r for r in found if r.person_id in known and known[r.person_id].email]
        required = [_mail(each, day) for each in reachable]
        await deliveries.require(connection, required, self.clock())


def _mail(reminder: Reminder, day: date) -> Requirement:
    booking = reminder.booking
    return Requirement(
        key=f"reminder:{booking.event_id}:{day}:{reminder.person_id}",
        kind=Kind.REMINDER.value,
        subject_id=booking.id,
        subject_version=booking.version,
        person_id=reminder.person_id,
        event_id=booking.event_id,
        fact=msgspec.json.encode(booking),
        expires_at=reminder.begins_at,
    )
