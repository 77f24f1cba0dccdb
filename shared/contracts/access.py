"""registration.access.v1: sessions and grants, so that others authorise without asking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class Grant(Message, frozen=True, kw_only=True):
    """A role at an organisation (None: the whole installation), perhaps for one event, until."""

    role: str
    organisation_id: UUID | None = None
    event_id: UUID | None = None
    expires_at: datetime | None = None


class SessionOpened(Message, frozen=True, kw_only=True):
    """A session or API token; the record key is `session:<token hash>`, a tombstone ends it.

    `token_hash` is the SHA-256 of the secret in hexadecimal. `kind`: session or token.
    `scopes` of a token: what it may be used for (see shared.web.scopes); None: no limit.
    """

    token_hash: str
    staff_id: UUID
    expires_at: datetime
    kind: str = "session"
    scopes: tuple[str, ...] | None = None


class StaffChanged(Message, frozen=True, kw_only=True):
    """Full state of a staff member's grants; the record key is `staff:<id>`."""

    staff_id: UUID
    version: int
    grants: tuple[Grant, ...] = ()


ACCESS = Topic(
    name="registration.access.v1",
    key="session:<token hash> or staff:<id>",
    description="Sessions and grants of staff.",
    producer="registration",
    consumers=("notifications", "reporting"),
    cleanup=Cleanup.COMPACT,
    messages={
        "auftakt.registration.session-opened.v1": SessionOpened,
        "auftakt.registration.staff-changed.v1": StaffChanged,
    },
)
