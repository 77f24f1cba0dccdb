"""Pages of roles: who has which, giving, changing and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.access import words
from services.registration.access.domain import EMAIL_MAX_CHARACTERS, Grant, HeldRole
from services.registration.access.errors import LastAdministrator, RoleTwice, TooManyRoles
from services.registration.access.roles.domain import ORGANISATION_ROLES
from services.registration.access.roles.use_cases import Roles, WantedRole
from shared.errors import FieldError, InvalidFields, Refused
from shared.web.languages import STAFF_LOCALES
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import ADMINISTRATOR, Principal, signed_in

AnyRequest = Request[Any, Any, Any]
AT_ORGANISATION = "/organizer/organisations/{organisation_id:uuid}/roles"
ADMINISTRATORS = "/organizer/administrators"
ROLE = "/organizer/roles/{role_id:uuid}"
ZONE = ZoneInfo("Europe/Berlin")
NAME_MAX_CHARACTERS = 200
REFUSALS = (RoleTwice, TooManyRoles, LastAdministrator)


@get(AT_ORGANISATION, opt={"access": "overseeing"}, include_in_schema=False)
async def roles_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Who has which role at an organisation, and the form for another."""
    return await _list(request, state, await signed_in(request), organisation_id)


@post(AT_ORGANISATION, opt={"access": "organizer"}, include_in_schema=False)
async def give_role(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Give a role and invite."""
    principal, form = await signed_in(request), await read_form(request)
    try:
        await _of(state).give(principal, state.clock(), organisation_id, _wanted(form))
    except (InvalidFields, *REFUSALS) as refused:
        return await _list(request, state, principal, organisation_id, form=form, refused=refused)
    return redirect(request, f"/organizer/organisations/{organisation_id}/roles?done=given")


@get(ADMINISTRATORS, opt={"access": "administrator"}, include_in_schema=False)
async def administrators_page(request: AnyRequest, state: State) -> Response[Any]:
    """Who administers the installation."""
    return await _list(request, state, await signed_in(request), None)


@post(ADMINISTRATORS, opt={"access": "administrator"}, include_in_schema=False)
async def make_administrator(request: AnyRequest, state: State) -> Response[Any]:
    """Let somebody administer the installation."""
    principal, form = await signed_in(request), await read_form(request)
    try:
        wanted = _wanted(form, ADMINISTRATOR)
        await _of(state).give_administration(principal, state.clock(), wanted)
    except (InvalidFields, *REFUSALS) as refused:
        return await _list(request, state, principal, None, form=form, refused=refused)
    return redirect(request, f"{ADMINISTRATORS}?done=given")


@get(ROLE, opt={"access": "organizer"}, include_in_schema=False)
async def role_page(request: AnyRequest, state: State, role_id: FromPath[UUID]) -> Response[Any]:
    """One role: change it, invite again, take it back."""
    principal = await signed_in(request)
    return await _one(request, state, await _of(state).one(principal, state.clock(), role_id))


@post(ROLE, opt={"access": "organizer"}, include_in_schema=False)
async def change_role(request: AnyRequest, state: State, role_id: FromPath[UUID]) -> Response[Any]:
    """Another role, event or end."""
    principal, form, now = await signed_in(request), await read_form(request), state.clock()
    held = await _of(state).one(principal, now, role_id)
    at = held.grant.organisation_id
    try:
        role = form.get("role") if at is not None else ADMINISTRATOR
        wanted = Grant(role, at, _event(form), _end(form))
        await _of(state).change(principal, now, role_id, wanted)
    except (InvalidFields, *REFUSALS) as refused:
        return await _one(request, state, held, form, refused)
    return redirect(request, f"{_home(held)}?done=changed")


@post(f"{ROLE}/invitation", opt={"access": "organizer"}, include_in_schema=False)
async def invite_again(request: AnyRequest, state: State, role_id: FromPath[UUID]) -> Response[Any]:
    """Send the invitation once more."""
    principal = await signed_in(request)
    held = await _of(state).invite_again(principal, state.clock(), role_id)
    return redirect(request, f"{_home(held)}?done=invited")


@post(f"{ROLE}/take-back", opt={"access": "organizer"}, include_in_schema=False)
async def take_role_back(
    request: AnyRequest, state: State, role_id: FromPath[UUID]
) -> Response[Any]:
    """The person loses the role, at once."""
    principal, now = await signed_in(request), state.clock()
    held = await _of(state).one(principal, now, role_id)
    try:
        await _of(state).take_back(principal, now, role_id)
    except LastAdministrator as refused:
        return await _one(request, state, held, None, refused)
    if held.staff_id == principal.staff_id:
        return redirect(request, "/account")
    return redirect(request, f"{_home(held)}?done=taken")


async def _list(
    request: AnyRequest,
    state: State,
    principal: Principal,
    organisation_id: UUID | None,
    *,
    form: Form | None = None,
    refused: Refused | None = None,
) -> Response[Any]:
    roles, now = _of(state), state.clock()
    held = (
        await roles.administrators(principal, now)
        if organisation_id is None
        else await roles.at(principal, now, organisation_id)
    )
    places = await roles.places(now, organisation_id, held)
    return render(
        request,
        "access/roles.html",
        status=_status(refused),
        held=held,
        organisation_name=places.organisation,
        events=places.to_choose,
        event_titles=places.event_titles,
        may_give=roles.may_give(principal, now, organisation_id),
        action=(
            ADMINISTRATORS
            if organisation_id is None
            else f"/organizer/organisations/{organisation_id}/roles"
        ),
        is_administration=organisation_id is None,
        done=request.query_params.get("done", ""),
        **_form_values(form, refused),
    )


async def _one(
    request: AnyRequest,
    state: State,
    held: HeldRole,
    form: Form | None = None,
    refused: Refused | None = None,
) -> Response[Any]:
    at = held.grant.organisation_id
    places = await _of(state).places(state.clock(), at, [held])
    if form is None:
        end = held.grant.expires_at
        form = Form(
            [
                ("role", held.grant.role),
                ("event_id", str(held.grant.event_id or "")),
                ("expires_on", _last_day(end).isoformat() if end else ""),
            ]
        )
    return render(
        request,
        "access/role.html",
        status=_status(refused),
        held=held,
        organisation_name=places.organisation,
        events=places.to_choose,
        event_titles=places.event_titles,
        home=_home(held),
        is_administration=at is None,
        **_form_values(form, refused),
    )


def _form_values(form: Form | None, refused: Refused | None) -> Mapping[str, Any]:
    errors: Sequence[FieldError] = refused.errors if isinstance(refused, InvalidFields) else ()
    names = ("name", "email", "role", "locale", "event_id", "expires_on")
    shown = [_shown(error) for error in errors]
    return {
        "fields": {name: form.get(name) if form else "" for name in names},
        "errors": shown,
        "error_of": {error.field: error for error in shown},
        "refused": refused.problem_type if isinstance(refused, REFUSALS) else "",
        "roles": [(role, words.role_label(role)) for role in ORGANISATION_ROLES],
        "role_notes": [(words.role_label(r), words.ROLE_NOTES[r]) for r in ORGANISATION_ROLES],
        "role_label": words.role_label,
        "locales": [(locale.code, locale.label) for locale in STAFF_LOCALES],
        "name_max": NAME_MAX_CHARACTERS,
        "email_max": EMAIL_MAX_CHARACTERS,
        "last_day": _last_day,
    }


def _shown(error: FieldError) -> FieldError:
    """The form asks for a day where the API takes an instant."""
    if error.field != "expires_at":
        return error
    return FieldError("expires_on", error.reason, error.code)


def _wanted(form: Form, role: str | None = None) -> WantedRole:
    return WantedRole(
        name=form.get("name")[: NAME_MAX_CHARACTERS + 1],
        email=form.get("email")[: EMAIL_MAX_CHARACTERS + 1],
        role=role or form.get("role"),
        locale=form.get("locale") if form.get("locale") in _locale_codes() else "de",
        event_id=_event(form),
        expires_at=_end(form),
    )


def _locale_codes() -> set[str]:
    return {locale.code for locale in STAFF_LOCALES}


def _event(form: Form) -> UUID | None:
    text = form.get("event_id")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidFields.one("event_id", "is no event we know", "unknown") from None


def _end(form: Form) -> datetime | None:
    """The end of the day that was given, where the operator is; raises InvalidFields."""
    text = form.get("expires_on")
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
        return datetime.combine(day, time(), ZONE)
    except (ValueError, OverflowError):
        raise InvalidFields.one("expires_at", "is no day", "day") from None


def _last_day(end: datetime) -> date:
    return (end.astimezone(ZONE) - timedelta(microseconds=1)).date()


def _home(held: HeldRole) -> str:
    at = held.grant.organisation_id
    return ADMINISTRATORS if at is None else f"/organizer/organisations/{at}/roles"


def _status(refused: Refused | None) -> int:
    return refused.status if refused is not None else 200


def _of(state: State) -> Roles:
    roles: Roles = state.roles
    return roles


routes: list[Any] = [
    roles_page,
    give_role,
    administrators_page,
    make_administrator,
    role_page,
    change_role,
    invite_again,
    take_role_back,
]
