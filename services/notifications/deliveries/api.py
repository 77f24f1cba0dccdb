"""`GET /notifications/api/v1/deliveries`: what became of the mails about an event."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from services.notifications.deliveries import domain
from services.notifications.deliveries.use_cases import Lists
from shared.clock import Clock
from shared.errors import InvalidFields
from shared.web.principal import ADMINISTRATOR, AUDITOR, ORGANIZER, SUPERVISOR, bearer, require

PREFIX = "/notifications/api/v1"
PAGE_DEFAULT = 100
PAGE_MAX = 500
CURSOR_MAX_DIGITS = 18
READERS = frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, AUDITOR})


class DeliveryItem(msgspec.Struct, frozen=True):
    """One mail. `state`: pending, sent, deferred, failed, suppressed; `reason` is a code.

    `waiting_for`: contact, event, booking, document or notice, where such a part is still missing.
    `smtp_status` is an enhanced status code (RFC 3463).
    """

    id: UUID
    kind: str
    state: str
    reason: str | None
    smtp_status: str | None
    waiting_for: str | None
    attempts: int
    required_at: datetime
    sent_at: datetime | None


class DeliveryPage(msgspec.Struct, frozen=True):
    """A page; `next` is the cursor of the following one."""

    items: list[DeliveryItem]
    next: str | None


@get(f"{PREFIX}/deliveries", opt={"access": "deliveries"})
async def list_deliveries(
    request: Request[Any, Any, Any],
    state: State,
    event_id: FromQuery[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> DeliveryPage:
    """Mails about an event, oldest first; for the staff of those who organise it."""
    lists: Lists = state.lists
    clock: Clock = state.clock
    principal = await bearer(request)
    after = _after(cursor)
    organiser_ids = await lists.organisers(event_id)
    require(
        principal,
        roles=READERS,
        organisation_ids=organiser_ids,
        event_id=event_id,
        now=clock(),
    )
    rows = await lists.of_event(event_id, after, limit + 1)
    page = rows[:limit]
    return DeliveryPage(
        items=[
            DeliveryItem(
                id=row.id,
                kind=row.kind,
                state=domain.State(row.state).announced,
                reason=row.reason,
                smtp_status=row.smtp_status,
                waiting_for=row.waiting_for,
                attempts=row.attempts,
                required_at=row.required_at,
                sent_at=row.sent_at,
            )
            for row in page
        ],
        next=str(page[-1].number) if len(rows) > limit else None,
    )


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= CURSOR_MAX_DIGITS):
        raise InvalidFields.one("cursor", "is not a cursor of this list")
    return int(cursor)


routes = [list_deliveries]
