"""Whether an event asks for support needs, and who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event
from services.registration.events.policy import PLANS, WATCHES
from services.registration.events.store import lock_event
from services.registration.events.use_cases import event_for
from services.registration.questions.domain.support import SEEN_BY, Support, SupportWish
from services.registration.questions.store import read_questions
from services.registration.questions.support import store
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields
from shared.web.principal import Principal

TEAM_SHOWN_MAX = 200


class Supporting:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def settings(
        self, principal: Principal, event_id: UUID
    ) -> tuple[Support | None, list[tuple[UUID, str]]]:
        """Who sees the needs (None: they aren't asked for), and who could. Raises NotFound,
        WrongRole."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, WATCHES)
            team = await self._team(lent, event)
            return (await read_questions(lent, event_id)).support, team

    async def names(self, support: Support | None) -> list[str]:
        """Whom the form names as those who see it; [] if it isn't asked for."""
        if support is None:
            return []
        async with connection(self._pool) as lent:
            return await store.names_of(lent, support.seen_by)

    async def wish_of(self, person_id: UUID) -> SupportWish | None:
        """What somebody asked for, as their form shows it; None: nothing."""
        async with connection(self._pool) as lent:
            kept = (await store.needs_of(lent, [person_id])).get(person_id)
        return SupportWish(True, kept.needed.needs, kept.needed.note) if kept else None

    async def choose(
        self, principal: Principal, event_id: UUID, seen_by: Sequence[UUID] | None
    ) -> Support | None:
        """Ask from now on, seen by these two people of the team; None: ask no more.

        Raises InvalidFields, NotFound, WrongRole.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            await lock_event(tx, event_id)
            event = await self._event(tx, principal, event_id, PLANS)
            support = None
            if seen_by is not None:
                if len(set(seen_by)) != SEEN_BY:
                    raise InvalidFields.one("seen_by", f"name {SEEN_BY} people", "two-people")
                team = {id_ for id_, _ in await self._team(tx, event)}
                if not set(seen_by) <= team:
                    reason = "is nobody of the organizing team"
                    raise InvalidFields.one("seen_by", reason, "not-in-team")
                support = Support(tuple(dict.fromkeys(seen_by)))
            await store.put_support(tx, event_id, support, now)
            await audit.note(
                tx,
                principal,
                "support.changed",
                now=now,
                about=event_id,
                organisation_id=event.organiser_id,
                changed={"seen_by": [str(id_) for id_ in support.seen_by] if support else []},
            )
        return support

    async def _team(self, lent: Connection, event: Event) -> list[tuple[UUID, str]]:
        ids = event.organising_ids
        return await store.people_of_team(lent, list(ids), event.id, self._clock(), TEAM_SHOWN_MAX)

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        return await event_for(lent, principal, event_id, roles, self._clock())


async def event_copied(tx: Connection, source: Event, copy: Event, now: datetime) -> None:
    """Planning's hook: a copy asks for support, too, if the same two people may see it there."""
    support = (await read_questions(tx, source.id)).support
    if support is None:
        return
    team = await store.people_of_team(tx, copy.organising_ids, copy.id, now, TEAM_SHOWN_MAX)
    if set(support.seen_by) <= {id_ for id_, _ in team}:
        await store.put_support(tx, copy.id, Support(support.seen_by), now)
