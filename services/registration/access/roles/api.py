"""JSON routes of roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.access.domain import Grant
from services.registration.access.roles.bodies import (
    AdministratorBody,
    RoleBody,
    RolePage,
    RolePatch,
    RoleView,
    role_view,
)
from services.registration.access.roles.use_cases import Roles, WantedRole
from shared.web.principal import ADMINISTRATOR, bearer

AnyRequest = Request[Any, Any, Any]
AT_ORGANISATION = "/api/v1/organisations/{organisation_id:uuid}/roles"
ADMINISTRATORS = "/api/v1/administrators"
ROLE = "/api/v1/roles/{role_id:uuid}"


@get(AT_ORGANISATION, opt={"access": "overseeing"})
async def list_roles(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> RolePage:
    """Who has which role at an organisation."""
    principal, roles = await bearer(request), _roles(state)
    held = await roles.at(principal, state.clock(), organisation_id)
    return RolePage(items=[role_view(each) for each in held])


@post(AT_ORGANISATION, opt={"access": "organizer"}, status_code=201)
async def give_role(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], data: JSONBody[RoleBody]
) -> RoleView:
    """Give somebody a role at an organisation, or at one event of it, and invite them by mail."""
    principal = await bearer(request)
    wanted = WantedRole(
        name=data.name,
        email=data.email,
        role=data.role,
        locale=data.locale,
        event_id=data.event_id,
        expires_at=data.expires_at,
    )
    return role_view(await _roles(state).give(principal, state.clock(), organisation_id, wanted))


@get(ADMINISTRATORS, opt={"access": "administrator"})
async def list_administrators(request: AnyRequest, state: State) -> RolePage:
    """Who administers the installation."""
    principal = await bearer(request)
    held = await _roles(state).administrators(principal, state.clock())
    return RolePage(items=[role_view(each) for each in held])


@post(ADMINISTRATORS, opt={"access": "administrator"}, status_code=201)
async def make_administrator(
    request: AnyRequest, state: State, data: JSONBody[AdministratorBody]
) -> RoleView:
    """Let somebody administer the installation, and invite them by mail."""
    principal = await bearer(request)
    wanted = WantedRole(
        name=data.name,
        email=data.email,
        role=ADMINISTRATOR,
        locale=data.locale,
        expires_at=data.expires_at,
    )
    made = await _roles(state).give_administration(principal, state.clock(), wanted)
    return role_view(made)


@patch(ROLE, opt={"access": "organizer"})
async def change_role(
    request: AnyRequest, state: State, role_id: FromPath[UUID], data: JSONBody[RolePatch]
) -> RoleView:
    """Another role, event or end; works at once, also in sessions that are open."""
    principal, roles, now = await bearer(request), _roles(state), state.clock()
    held = (await roles.one(principal, now, role_id)).grant
    sent = data.sent()
    wanted = Grant(
        role=sent.get("role", held.role),
        organisation_id=held.organisation_id,
        event_id=sent.get("event_id", held.event_id),
        expires_at=sent.get("expires_at", held.expires_at),
    )
    return role_view(await roles.change(principal, now, role_id, wanted))


@delete(ROLE, opt={"access": "organizer"}, status_code=204)
async def take_role_back(request: AnyRequest, state: State, role_id: FromPath[UUID]) -> None:
    """Take a role back; works at once, also in sessions that are open."""
    principal = await bearer(request)
    await _roles(state).take_back(principal, state.clock(), role_id)


@post(f"{ROLE}/invitation", opt={"access": "organizer"}, status_code=202)
async def invite_again(request: AnyRequest, state: State, role_id: FromPath[UUID]) -> RoleView:
    """Send the invitation once more."""
    principal = await bearer(request)
    return role_view(await _roles(state).invite_again(principal, state.clock(), role_id))


def _roles(state: State) -> Roles:
    roles: Roles = state.roles
    return roles


routes: list[Any] = [
    list_roles,
    give_role,
    list_administrators,
    make_administrator,
    change_role,
    take_role_back,
    invite_again,
]
