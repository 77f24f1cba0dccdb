"""Organisations are read: one, those below it, those somebody has to do with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.organisations import store
from services.registration.organisations.domain import Organisation, OrganisationContact
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases.permitted import permitted
from shared.database.pool import Pool, connection
from shared.errors import NotFound, WrongRole
from shared.web.principal import ROLES, Principal, reachable_organisations, require

PAGE_MAX = 100
SHOWN_PER_PAGE = 50
CHOICES_MAX = 200
SEARCH_MAX_CHARACTERS = 100

PageReader = Callable[[int], Awaitable[store.Found]]
"""Gets the offset."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of organisations by name, each with how many stand below it; pages count from 1."""

    entries: tuple[tuple[Organisation, int], ...]
    total: int
    number: int
    pages: int
    search: str


@dataclass(frozen=True, slots=True)
class Whole:
    """An organisation with the one above it, and whom to ask there.

    `contact` is None for all who don't plan there or above; `may_plan` says who does.
    """

    organisation: Organisation
    parent: Organisation | None
    contact: OrganisationContact | None
    below_count: int
    may_plan: bool


async def find_organisation(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID
) -> Organisation:
    """For staff of the organisation, and of those above it."""
    async with connection(pool) as reading:
        return await permitted(reading, principal, organisation_id, ROLES, now)


async def find_whole(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    roles: frozenset[str] = ROLES,
) -> Whole:
    """An organisation with all that its page needs; raises NotFound, WrongRole."""
    async with connection(pool) as reading:
        organisation = await permitted(reading, principal, organisation_id, roles, now)
        parent_id = organisation.parent_id
        above = await store.ancestors(reading, organisation_id)
        may_plan = _may_plan(principal, above, now)
        return Whole(
            organisation=organisation,
            parent=await store.read_organisation(reading, parent_id) if parent_id else None,
            contact=await store.read_contact(reading, organisation_id) if may_plan else None,
            below_count=await store.count_below(reading, organisation_id),
            may_plan=may_plan,
        )


async def list_organisations(
    pool: Pool,
    principal: Principal,
    now: datetime,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
    parent_id: UUID | None = None,
    search: str = "",
) -> list[Organisation]:
    """Those where the person has a role and the ones directly below, in order of creation."""
    reachable = reachable_organisations(principal, roles=ROLES, now=now)
    async with connection(pool) as reading:
        return await store.list_organisations(
            reading,
            everywhere=reachable is None,
            organisation_ids=list(reachable or ()),
            after=after,
            limit=limit,
            parent_id=parent_id,
            search=search,
        )


async def members_of(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    *,
    search: str = "",
    number: int = 1,
) -> Page:
    """Organisations directly below one, by name; for those who plan there or above."""
    async with connection(pool) as reading:
        await permitted(reading, principal, organisation_id, PLANS, now)

        async def page(offset: int) -> store.Found:
            return await store.search_below(
                reading, organisation_id, search=search, limit=SHOWN_PER_PAGE, offset=offset
            )

        return await _page(page, number, search)


async def search_organisations(
    pool: Pool, principal: Principal, now: datetime, *, search: str = "", number: int = 1
) -> Page:
    """Where one plans: these organisations, found by name also those below; raises WrongRole."""
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    if planned is not None and not planned:
        raise WrongRole
    async with connection(pool) as reading:

        async def page(offset: int) -> store.Found:
            return await store.search_reachable(
                reading,
                everywhere=planned is None,
                organisation_ids=list(planned or ()),
                search=search,
                limit=SHOWN_PER_PAGE,
                offset=offset,
            )

        return await _page(page, number, search)


async def organisations_planned_by(
    pool: Pool, principal: Principal, now: datetime
) -> list[Organisation] | None:
    """Below which one may make others; None: an administrator, below any or none."""
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    if planned is None:
        return None
    if not planned:
        raise WrongRole
    async with connection(pool) as reading:
        found = await store.read_organisations(reading, list(planned)[:CHOICES_MAX])
    return list(found.values())


async def _page(read: PageReader, number: int, search: str) -> Page:
    found = await read((number - 1) * SHOWN_PER_PAGE)
    if not found.entries and number > 1:
        number = 1
        found = await read(0)
    pages = max(1, -(-found.total // SHOWN_PER_PAGE))
    return Page(found.entries, found.total, number, pages, search)


def _may_plan(principal: Principal, organisation_ids: set[UUID], now: datetime) -> bool:
    try:
        require(principal, roles=PLANS, organisation_ids=organisation_ids, now=now)
    except (NotFound, WrongRole):
        return False
    return True
