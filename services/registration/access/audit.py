"""Writes the audit log: who, when, what, about which object. For every slice of registration.

    await audit.note(tx, principal, "events.published", now=now, about=event.id,
                     organisation_id=event.organiser_id, changed={"status": "published"})

In the transaction of the change itself: either both are kept or neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.access.trail import store
from services.registration.access.trail.domain import (
    CHANGED_MAX_CHARACTERS,
    Entry,
    checked_what,
    refuse_personal,
)
from shared.database.pool import Connection
from shared.ids import new_id
from shared.web.principal import Principal

SYSTEM = "system"


async def note(
    connection: Connection,
    principal: Principal | None,
    what: str,
    *,
    now: datetime,
    about: UUID | None = None,
    organisation_id: UUID | None = None,
    changed: Mapping[str, Any] | None = None,
) -> None:
    """Keep that `principal` did `what` (`<things>.<deed>`, e.g. `bookings.moved`).

    `principal` None: the clock, a message or the operator did it. `about`: the id of the thing.
    `organisation_id`: whose auditors may read the entry (for an event: its organiser); None:
    administrators only. `changed`: few codes, numbers and ids, never names, addresses or free
    text of anybody; raises ValueError for a field that could hold such.
    """
    values = changed or {}
    refuse_personal(values)
    entry = Entry(
        id=new_id(),
        at=now,
        staff_id=principal.staff_id if principal else None,
        via=principal.kind if principal else SYSTEM,
        what=checked_what(what),
        about=about,
        organisation_id=organisation_id,
        changed=values,
    )
    await store.insert_entry(connection, entry, _json(values))


def _json(changed: Mapping[str, Any]) -> str:
    text = msgspec.json.encode(changed).decode()
    if len(text) <= CHANGED_MAX_CHARACTERS:
        return text
    fields = [str(name)[:60] for name in list(changed)[:40]]
    return msgspec.json.encode({"fields": fields, "too_large": True}).decode()
