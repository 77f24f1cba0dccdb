"""What follows for contingents and invitations when their event is planned anew or copied.

Hooks of events/hooks.py: the event is locked and written; all happens in planning's transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from services.registration.events.domain import Event, Status
from services.registration.events.domain.shifting import moved_along
from services.registration.events.store import read_event
from services.registration.invitations import announce, store
from services.registration.invitations.domain import Contingent, State, that_fit
from services.registration.invitations.use_cases.acting import Acting
from shared.database.pool import Connection
from shared.ids import new_id
from shared.messaging.outbox import put


class Planned(Acting):
    """What planning makes happen here."""

    async def event_replanned(
        self, before: Event, tx: Connection, event: Event, now: datetime
    ) -> None:
        """Releases move along, and who is invited and has not answered is told of the change.

        Runs before bookings are released: who is registered hears of it as such, and only so.
        """
        await _move_releases(tx, before, event)
        if (kind := _news(before, event)) is not None:
            await self._tell_open(tx, kind, event, now)

    async def event_copied(self, tx: Connection, source: Event, copy: Event, now: datetime) -> None:
        """A copy keeps places for the same organisations, as far as it has them; none is released.

        A release that would lie in the past falls away: the team decides anew. Single people are
        not invited again.
        """
        planned = await read_event(tx, source.id) or source  # `source` may be an older template
        found = that_fit(copy.capacity, await store.list_contingents(tx, source.id))
        for place, one in enumerate(found):
            made = Contingent(
                id=new_id(),
                event_id=copy.id,
                organisation_id=one.organisation_id,
                places=one.places,
                created_at=now + timedelta(microseconds=place),  # in the same order
                release_at=_still_to_come(_moved(one.release_at, planned, copy), now),
            )
            await store.insert_contingent(tx, made, self._code_of(made))
        if found:
            await self._hooks.places_changed(tx, copy, now)

    async def _tell_open(self, tx: Connection, kind: str, event: Event, now: datetime) -> None:
        usage = await self._hooks.used(tx, event.id)
        told = [
            announce.news(kind, each, event)
            for each in await store.invitations_of(tx, event.id)
            if each.state(used=each.id in usage.bookings) is State.OPEN
            and each.email is not None
            and each.sent_at is not None  # who never got the invitation has nothing to hear of
        ]
        await put(tx, told, now=now)


def _news(before: Event, event: Event) -> str | None:
    """What there is to tell those who are invited; nothing twice."""
    if event.status is Status.CANCELLED:
        return announce.CALLED_OFF if before.status is Status.PUBLISHED else None
    if event.status is not Status.PUBLISHED or before.status is Status.DRAFT:
        return None
    dates = (before.status, before.starts_at, before.ends_at)
    return announce.MOVED if dates != (event.status, event.starts_at, event.ends_at) else None


async def _move_releases(tx: Connection, before: Event, event: Event) -> None:
    if (before.starts_at, before.ends_at) == (event.starts_at, event.ends_at):
        return
    moved = {
        each.id: at
        for each in await store.list_contingents(tx, event.id)
        if each.released_at is None and (at := _moved(each.release_at, before, event)) is not None
    }
    await store.move_releases(tx, moved)


def _moved(release_at: datetime | None, before: Event, event: Event) -> datetime | None:
    """As long before the start as it was, at the latest when the event ends."""
    if release_at is None:
        return None
    return min(moved_along(release_at, before, event.starts_at), event.ends_at)


def _still_to_come(release_at: datetime | None, now: datetime) -> datetime | None:
    return release_at if release_at is not None and release_at > now else None
