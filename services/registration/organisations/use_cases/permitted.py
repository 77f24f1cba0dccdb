"""Which organisations somebody may read or change: their own, and those below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.registration.organisations import store
from services.registration.organisations.domain import Organisation
from shared.database.pool import Connection
from shared.errors import FieldError, InvalidFields, NotFound
from shared.web.principal import Principal, require


async def permitted(
    connection: Connection,
    principal: Principal,
    organisation_id: UUID,
    roles: frozenset[str],
    now: datetime,
) -> Organisation:
    """The organisation, for one of `roles` there or above; raises NotFound, WrongRole."""
    await require_there_or_above(connection, principal, organisation_id, roles, now)
    organisation = await store.read_organisation(connection, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


async def require_there_or_above(
    connection: Connection,
    principal: Principal,
    organisation_id: UUID,
    roles: frozenset[str],
    now: datetime,
) -> None:
    """Pass if one of `roles` is held at the organisation or one above it."""
    above = await store.ancestors(connection, organisation_id)
    require(principal, roles=roles, organisation_ids=above | {organisation_id}, now=now)


async def locked(tx: Connection, organisation_id: UUID) -> Organisation:
    """The organisation as it is, its row locked; raises NotFound."""
    if not await store.lock_organisation(tx, organisation_id):
        raise NotFound
    organisation = await store.read_organisation(tx, organisation_id)
    assert organisation is not None  # noqa: S101 - locked a statement ago
    return organisation


async def refuse_unknown(tx: Connection, named: Mapping[str, UUID | None]) -> None:
    """Raises InvalidFields with the field of each id that is no organisation's."""
    known = await store.read_organisations(tx, {id_ for id_ in named.values() if id_})
    unknown = [field for field, id_ in named.items() if id_ is not None and id_ not in known]
    if unknown:
        raise InvalidFields(
            [FieldError(field, "is no organisation we know", "unknown") for field in unknown]
        )
