"""A list of members is uploaded, looked at, and confirmed as a whole or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.organisations import announce, store
from services.registration.organisations.domain import (
    IMPORT_BYTES_MAX,
    IMPORT_KEPT,
    IMPORT_ROWS_MAX,
    MEMBERS_MAX,
    Import,
    MemberRow,
    Organisation,
    OrganisationContact,
    name_key,
)
from services.registration.organisations.errors import ImportFaulty
from services.registration.organisations.importing import ReadList, read_members
from services.registration.organisations.importing.headings import HEADING_LINES_MAX
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases.permitted import locked, permitted
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.uploaded_tables import read_table
from shared.web.principal import Principal

DELETE_BATCH = 100
FILE_NAME_MAX_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """A list as it would be imported now. `known`: keys of names that are members already."""

    import_: Import
    organisation: Organisation
    known: frozenset[str]

    @property
    def new_rows(self) -> list[MemberRow]:
        """Rows that would become members."""
        return [row for row in self.import_.rows if name_key(row.name) not in self.known]

    @property
    def known_rows(self) -> list[MemberRow]:
        """Rows that would be left out."""
        return [row for row in self.import_.rows if name_key(row.name) in self.known]


async def upload_list(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    *,
    content: bytes,
    file_name: str = "",
) -> Preview:
    """Read a list and keep it for confirmation; raises InvalidFields where it is no list at all.

    Faults in single cells are part of the answer.
    """
    async with connection(pool) as reading:
        await permitted(reading, principal, organisation_id, PLANS, now)
    read = await asyncio.to_thread(_read, content, now)
    import_ = Import(
        id=new_id(),
        organisation_id=organisation_id,
        created_at=now,
        file_name="".join(c for c in file_name if c.isprintable())[:FILE_NAME_MAX_CHARACTERS],
        row_count=read.row_count,
        rows=read.rows,
        faults=read.faults,
        ignored=read.ignored,
    )
    async with transaction(pool) as tx:
        organisation = await locked(tx, organisation_id)
        await store.insert_import(tx, import_)
        return Preview(import_, organisation, await _known(tx, import_))


async def find_import(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID, import_id: UUID
) -> Preview:
    """A list, for those who may confirm it."""
    async with connection(pool) as reading:
        organisation = await permitted(reading, principal, organisation_id, PLANS, now)
        import_ = await store.read_import(reading, organisation_id, import_id)
        if import_ is None:
            raise NotFound
        return Preview(import_, organisation, await _known(reading, import_))


async def confirm_import(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID, import_id: UUID
) -> Import:
    """All rows become members but those that are there by name; twice changes nothing.

    Raises ImportFaulty for a list with faults, InvalidFields where there would be too many members.
    """
    async with transaction(pool) as tx:
        await permitted(tx, principal, organisation_id, PLANS, now)
        await locked(tx, organisation_id)
        if not await store.lock_import(tx, organisation_id, import_id):
            raise NotFound
        import_ = await store.read_import(tx, organisation_id, import_id)
        assert import_ is not None  # noqa: S101 - locked a statement ago
        if import_.confirmed_at is not None:
            return import_
        if import_.faults:
            raise ImportFaulty
        known = await _known(tx, import_)
        new = [row for row in import_.rows if name_key(row.name) not in known]
        if await store.count_below(tx, organisation_id) + len(new) > MEMBERS_MAX:
            raise InvalidFields.one("file", f"makes more than {MEMBERS_MAX} members", "file-rows")
        await _make_members(tx, organisation_id, new, now)
        await store.confirm_import(
            tx, import_id, now, created=len(new), skipped=len(import_.rows) - len(new)
        )
        await audit.note(
            tx,
            principal,
            "organisations.imported",
            now=now,
            about=organisation_id,
            organisation_id=organisation_id,
            changed={"created": len(new), "skipped": len(import_.rows) - len(new)},
        )
        done = await store.read_import(tx, organisation_id, import_id)
        assert done is not None  # noqa: S101 - locked by this transaction
        return done


async def forget_old_imports(pool: Pool, now: datetime) -> int:
    """Delete lists a day after their upload; gives their number."""
    async with transaction(pool) as tx:
        return await store.delete_old_imports(tx, now - IMPORT_KEPT, DELETE_BATCH)


async def _make_members(
    tx: Connection, parent_id: UUID, rows: list[MemberRow], now: datetime
) -> None:
    if not rows:
        return
    made = {row: _organisation(row, parent_id, now) for row in rows}
    await store.insert_organisations(tx, list(made.values()))
    contacts = {
        organisation.id: OrganisationContact(row.contact_name, row.contact_email)
        for row, organisation in made.items()
        if row.contact_name or row.contact_email
    }
    await store.put_contacts(tx, contacts, now)
    messages = [announce.organisation_changed(organisation, []) for organisation in made.values()]
    await put(tx, messages, now=now)


def _organisation(row: MemberRow, parent_id: UUID, now: datetime) -> Organisation:
    return Organisation(
        id=new_id(),
        version=1,
        name=row.name,
        kind=row.kind,
        created_at=now,
        parent_id=parent_id,
        branch=row.branch,
        headcount=row.headcount,
        carrier=row.carrier,
        address=row.address,
        joined_on=row.joined_on,
    )


def _read(content: bytes, now: datetime) -> ReadList:
    lines = read_table(
        content, bytes_max=IMPORT_BYTES_MAX, rows_max=IMPORT_ROWS_MAX + HEADING_LINES_MAX
    )
    return read_members(lines, now.date())


async def _known(reading: Connection, import_: Import) -> frozenset[str]:
    keys = [name_key(row.name) for row in import_.rows]
    return await store.keys_below(reading, import_.organisation_id, keys)
