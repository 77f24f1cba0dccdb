"""Contingents and invitations of an event at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.events.domain import Event, Organisation
from services.registration.events.policy import WATCHES
from services.registration.events.store import organisations_to_choose
from services.registration.invitations import store
from services.registration.invitations.domain import (
    Invitation,
    Standing,
    State,
    Usage,
    counts,
    most_places,
    places_kept,
)
from services.registration.invitations.use_cases.acting import Acting
from services.registration.organisations.store import read_organisations
from shared.database.pool import connection
from shared.web.principal import Principal


@dataclass(frozen=True, slots=True)
class Seen:
    """An event with all who are invited. `most`: places that one more contingent may have.

    `more_choices`: there are more organisations than `choices` holds; search for them by name.
    """

    event: Event
    standings: Sequence[Standing]
    invitations: Sequence[tuple[Invitation, State]]
    usage: Usage
    most: int
    choices: Sequence[Organisation]
    more_choices: bool = False

    def counts(self) -> Mapping[State, int]:
        """Invitations by state."""
        return counts(state for _, state in self.invitations)

    def unsent(self) -> list[Invitation]:
        """Those that nobody has got yet."""
        return [i for i, state in self.invitations if state is State.OPEN and i.sent_at is None]

    def standing(self, contingent_id: UUID) -> Standing | None:
        """One contingent of this event."""
        return next((s for s in self.standings if s.contingent.id == contingent_id), None)

    def limit(self, contingent_id: UUID) -> int:
        """How many places a contingent of this event may have at most."""
        standing = self.standing(contingent_id)
        if standing is None or standing.contingent.released_at is not None:
            return self.most
        return self.most + max(standing.contingent.places, standing.held)


class Seeing(Acting):
    """Nothing changes."""

    async def check(self, principal: Principal, event_id: UUID, roles: frozenset[str]) -> None:
        """Before anything is said about what was sent. Raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            await self._event(lent, principal, event_id, roles)

    async def of_event(
        self,
        principal: Principal,
        event_id: UUID,
        roles: frozenset[str] = WATCHES,
        *,
        search: str = "",
        chosen: UUID | None = None,
    ) -> Seen:
        """All of an event, for its team. Raises NotFound, WrongRole.

        `search`: which organisations to choose from, besides the one that is `chosen` already.
        """
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, roles)
            contingents = await store.list_contingents(lent, event_id)
            invitations = await store.invitations_of(lent, event_id)
            usage = await self._hooks.used(lent, event_id)
            names = await read_organisations(lent, {c.organisation_id for c in contingents})
            to_choose = await organisations_to_choose(lent, event_id, search, chosen)
        stated = [(i, i.state(used=i.id in usage.bookings)) for i in invitations]
        standings = [
            Standing(
                contingent=c,
                organisation=names[c.organisation_id].name,
                held=usage.held.get(c.id, 0),
                waiting=usage.waiting.get(c.id, 0),
                invitations=counts(state for i, state in stated if i.contingent_id == c.id),
            )
            for c in contingents
        ]
        taken = {s.contingent.organisation_id for s in standings}
        return Seen(
            event=event,
            standings=standings,
            invitations=stated,
            usage=usage,
            most=most_places(event.capacity, places_kept(contingents), usage.taken_by_others),
            choices=[o for o in to_choose.found if o.id not in taken],
            more_choices=to_choose.more,
        )
