"""What can happen to the offers of an event."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event
from services.registration.events.policy import ORGANIZING_TEAM, PLANS
from services.registration.events.store import lock_event, read_event
from services.registration.events.use_cases import event_for
from services.registration.offers import store
from services.registration.offers.domain import OFFERS_MAX, Offer, OfferKind, moved
from services.registration.offers.errors import TooManyOffers
from services.registration.offers.intake import Wish, cleaned_texts
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.ids import new_id
from shared.web.principal import Principal


class Offers:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self.clock = clock
        self._pool = pool

    async def of_event(self, event_id: UUID) -> tuple[Event, list[Offer]]:
        """What everybody may see; raises NotFound for drafts."""
        async with connection(self._pool) as lent:
            event = await read_event(lent, event_id)
            if event is None or not event.is_public:
                raise NotFound
            return event, await store.list_offers(lent, event_id)

    async def of_team(
        self,
        principal: Principal,
        event_id: UUID,
        roles: frozenset[str] = ORGANIZING_TEAM,
    ) -> tuple[Event, list[Offer]]:
        """As the team sees it, drafts too; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, roles)
            return event, await store.list_offers(lent, event_id)

    async def way_home(self, event_id: UUID) -> str:
        """The page that the code of a card or ticket opens: the offers, where there are any."""
        async with connection(self._pool) as lent:
            found = await store.has_offers(lent, event_id)
        return f"/e/{event_id}/offers" if found else f"/e/{event_id}"

    async def add(self, principal: Principal, event_id: UUID, wish: Wish) -> Offer:
        """One more, at the end or at its position; raises InvalidFields, TooManyOffers."""
        async with transaction(self._pool) as tx:
            event, offers = await self._locked(tx, principal, event_id)
            texts = cleaned_texts(wish.texts or {})
            if len(offers) >= OFFERS_MAX:
                raise TooManyOffers
            offer = Offer(new_id(), wish.kind or OfferKind.OTHER, texts, self.clock())
            after = moved([*offers, offer], offer.id, wish.position or len(offers) + 1)
            await store.put_offers(tx, event_id, after)
            await self._note(tx, principal, event, "offers.added", offer.id)
            return offer

    async def change(
        self, principal: Principal, event_id: UUID, offer_id: UUID, wish: Wish
    ) -> Offer:
        """Other words, another kind, another position; raises NotFound, InvalidFields."""
        async with transaction(self._pool) as tx:
            event, offers = await self._locked(tx, principal, event_id)
            texts = None if wish.texts is None else cleaned_texts(wish.texts)
            before = _find(offers, offer_id)
            wanted = dataclasses.replace(
                before,
                kind=wish.kind or before.kind,
                texts=before.texts if texts is None else texts,
            )
            after = wanted
            if wanted != before:
                after = dataclasses.replace(wanted, changed_at=self.clock())
            listed = [after if offer.id == offer_id else offer for offer in offers]
            if wish.position is not None:
                listed = moved(listed, offer_id, wish.position)
            if listed != offers:
                await store.put_offers(tx, event_id, listed)
                await self._note(tx, principal, event, "offers.changed", offer_id)
            return after

    async def remove(self, principal: Principal, event_id: UUID, offer_id: UUID) -> None:
        """It is offered no more; raises NotFound."""
        async with transaction(self._pool) as tx:
            event, offers = await self._locked(tx, principal, event_id)
            _find(offers, offer_id)
            left = [offer for offer in offers if offer.id != offer_id]
            await store.put_offers(tx, event_id, left)
            await self._note(tx, principal, event, "offers.removed", offer_id)

    async def _locked(
        self, tx: Connection, principal: Principal, event_id: UUID
    ) -> tuple[Event, list[Offer]]:
        await lock_event(tx, event_id)
        event = await self._event(tx, principal, event_id, PLANS)
        return event, await store.list_offers(tx, event_id)

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        return await event_for(lent, principal, event_id, roles, self.clock())

    async def _note(
        self, tx: Connection, principal: Principal, event: Event, what: str, about: UUID
    ) -> None:
        changed: dict[str, Any] = {"event_id": str(event.id)}
        await audit.note(
            tx,
            principal,
            what,
            now=self.clock(),
            about=about,
            organisation_id=event.organiser_id,
            changed=changed,
        )


def _find(offers: Sequence[Offer], offer_id: UUID) -> Offer:
    found = next((offer for offer in offers if offer.id == offer_id), None)
    if found is None:
        raise NotFound
    return found


async def event_copied(tx: Connection, source: Event, copy: Event, now: datetime) -> None:
    """Planning's hook: what people could take home from an event, they can from its copy."""
    found = await store.list_offers(tx, source.id)
    if found:
        made = [dataclasses.replace(each, id=new_id(), changed_at=now) for each in found]
        await store.put_offers(tx, copy.id, made)
