"""JSON routes of organisations. Each route says in `opt["access"]` whom it is for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.registration.organisations import use_cases
from services.registration.organisations.bodies import (
    MemberBody,
    MemberView,
    OrganisationBody,
    OrganisationDetail,
    OrganisationPage,
    OrganisationPatch,
    OrganisationView,
    organisation_detail,
    organisation_view,
)
from services.registration.organisations.use_cases import PAGE_MAX, SEARCH_MAX_CHARACTERS
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
Search = Annotated[str, QueryParameter(max_length=SEARCH_MAX_CHARACTERS)]
ORGANISATIONS = "/api/v1/organisations"


@post(ORGANISATIONS, opt={"access": "organizer"}, status_code=201)
async def create_organisation(
    request: AnyRequest, state: State, data: JSONBody[OrganisationBody]
) -> OrganisationView:
    """Make an organisation: administrators any, organizers one below their own."""
    principal = await bearer(request)
    made = await use_cases.create_organisation(state.pool, principal, state.clock(), data)
    return organisation_view(made)


@get(ORGANISATIONS, opt={"access": "staff"})
async def list_organisations(
    request: AnyRequest,
    state: State,
    *,
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
    parent_id: FromQuery[UUID | None] = None,
    search: Search = "",
) -> OrganisationPage:
    """Organisations where you have a role, and those directly below, in order of creation.

    `parent_id`: only those directly below it; `search`: part of a name.
    """
    principal = await bearer(request)
    found = await use_cases.list_organisations(
        state.pool,
        principal,
        state.clock(),
        after=read_cursor(cursor_),
        limit=limit + 1,
        parent_id=parent_id,
        search=search,
    )
    more = cursor(found[limit - 1].created_at, found[limit - 1].id) if len(found) > limit else None
    return OrganisationPage(items=[organisation_view(o) for o in found[:limit]], next=more)


@get(f"{ORGANISATIONS}/{{organisation_id:uuid}}", opt={"access": "staff"})
async def find_organisation(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> OrganisationDetail:
    """One organisation; whom to ask there only for those who plan there or above."""
    principal = await bearer(request)
    found = await use_cases.find_whole(state.pool, principal, state.clock(), organisation_id)
    return organisation_detail(found.organisation, found.contact)


@patch(f"{ORGANISATIONS}/{{organisation_id:uuid}}", opt={"access": "organizer"})
async def change_organisation(
    request: AnyRequest,
    state: State,
    organisation_id: FromPath[UUID],
    data: JSONBody[OrganisationPatch],
) -> OrganisationView:
    """Change fields of an organisation."""
    principal = await bearer(request)
    changed = await use_cases.change_organisation(
        state.pool, principal, state.clock(), organisation_id, data
    )
    return organisation_view(changed)


@post(
    f"{ORGANISATIONS}/{{organisation_id:uuid}}/members",
    opt={"access": "organizer"},
    status_code=201,
)
async def add_member(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], data: JSONBody[MemberBody]
) -> MemberView:
    """Give someone a role at an organisation and invite them by mail."""
    principal = await bearer(request)
    staff = await use_cases.add_member(state.pool, principal, state.clock(), organisation_id, data)
    return MemberView(
        staff_id=staff.id,
        organisation_id=organisation_id,
        name=data.name,
        role=data.role,
        locale=data.locale,
    )


routes: list[Any] = [
    create_organisation,
    list_organisations,
    find_organisation,
    change_organisation,
    add_member,
]
