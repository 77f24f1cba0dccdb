"""Events start from templates: those of the product, and those that organisations made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.events import store
from services.registration.events.bodies.templates import FromTemplateBody, SaveTemplateBody
from services.registration.events.domain import Event
from services.registration.events.domain.templates import TEMPLATES, SavedTemplate
from services.registration.events.hooks import EventHooks
from services.registration.events.planning.templates import (
    as_template,
    body_from_template,
    event_from_saved,
)
from services.registration.events.policy import PLANS
from services.registration.events.use_cases.changing import create_event, keep_new
from services.registration.events.use_cases.reading import event_for
from services.registration.events.use_cases.telling import note_event
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound
from shared.ids import new_id
from shared.web.faults import Faults
from shared.web.principal import Principal, reachable_organisations, require

TEMPLATES_PER_ORGANISATION_MAX = 50
TEMPLATES_SHOWN_MAX = 200


async def create_from_template(
    pool: Pool, principal: Principal, now: datetime, body: FromTemplateBody, hooks: EventHooks
) -> Event:
    """A new draft; for organizers at the organisation that organises it.

    From a saved template it asks what the event that the template was made of asks by now.
    """
    if body.template in TEMPLATES:
        made = body_from_template(TEMPLATES[body.template], body)
        return await create_event(pool, principal, now, made, hooks)
    require(principal, roles=PLANS, organisation_ids=[body.organiser_id], now=now)
    async with transaction(pool) as tx:
        saved = await _own(tx, principal, now, body.template)
        if saved is None:
            raise InvalidFields.one("template", "is no template that you may use", "unknown")
        event = event_from_saved(saved.event, body, now, new_id)
        await keep_new(tx, event, now, hooks)
        for hook in hooks.on_copy:
            await hook(tx, saved.event, event, now)
        await note_event(tx, principal, "created", event, now, template=str(saved.id))
    return event


async def list_saved(pool: Pool, principal: Principal, now: datetime) -> list[SavedTemplate]:
    """Templates of the organisations for which one plans, by title."""
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    async with connection(pool) as reading:
        return await store.list_templates(
            reading,
            everywhere=planned is None,
            organisation_ids=list(planned or ()),
            limit=TEMPLATES_SHOWN_MAX,
        )


async def find_saved(
    pool: Pool, principal: Principal, now: datetime, template_id: UUID
) -> SavedTemplate:
    """A template of an organisation for which one plans; raises NotFound, WrongRole."""
    async with connection(pool) as reading:
        saved = await store.read_template(reading, template_id)
    if saved is None:
        raise NotFound
    require(principal, roles=PLANS, organisation_ids=[saved.organisation_id], now=now)
    return saved


async def save_template(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, body: SaveTemplateBody
) -> SavedTemplate:
    """Keep an event as a template of its organizer; later changes of the event don't touch it."""
    faults = Faults()
    title = faults.line(body.title, "title", needed=True)
    faults.raise_any()
    async with transaction(pool) as tx:
        event = await event_for(tx, principal, event_id, PLANS, now)
        if await store.count_templates(tx, event.organiser_id) >= TEMPLATES_PER_ORGANISATION_MAX:
            reason = f"there are {TEMPLATES_PER_ORGANISATION_MAX} templates already"
            raise InvalidFields.one("title", reason, "too-many-templates")
        saved = SavedTemplate(new_id(), event.organiser_id, title, as_template(event), now)
        await store.insert_template(tx, saved)
        await _note(tx, principal, "created", saved, now)
    return saved


async def delete_template(
    pool: Pool, principal: Principal, now: datetime, template_id: UUID
) -> None:
    """It goes; events that began with it stay."""
    async with transaction(pool) as tx:
        saved = await store.read_template(tx, template_id)
        if saved is None:
            raise NotFound
        require(principal, roles=PLANS, organisation_ids=[saved.organisation_id], now=now)
        await store.delete_template(tx, template_id)
        await _note(tx, principal, "deleted", saved, now)


async def _own(
    tx: Connection, principal: Principal, now: datetime, text: str
) -> SavedTemplate | None:
    try:
        saved = await store.read_template(tx, UUID(text))
    except ValueError:
        return None
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    if saved is None or (planned is not None and saved.organisation_id not in planned):
        return None
    return saved


async def _note(
    tx: Connection, principal: Principal, deed: str, saved: SavedTemplate, now: datetime
) -> None:
    await audit.note(
        tx,
        principal,
        f"templates.{deed}",
        now=now,
        about=saved.id,
        organisation_id=saved.organisation_id,
    )
