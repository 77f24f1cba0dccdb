"""Pages on which an organisation is made or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.organisations import use_cases
from services.registration.organisations.bodies import OrganisationBody, OrganisationPatch
from services.registration.organisations.domain import Carrier, Organisation, OrganisationKind
from services.registration.organisations.pages.form import (
    FIELDS,
    fields_of,
    id_of,
    shown_fields,
    values_of,
)
from services.registration.organisations.pages.showing import HOME
from services.registration.organisations.pages.wording import COLUMNS, carrier_text, kind_text
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases import Whole
from shared.errors import FieldError, InvalidFields
from shared.web.languages import gettext
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import Principal, signed_in

AnyRequest = Request[Any, Any, Any]
EMPTY = {**dict.fromkeys(FIELDS, ""), "kind": OrganisationKind.COMPANY.value}


@get(f"{HOME}/new", opt={"access": "organizer"}, include_in_schema=False)
async def new_organisation_page(request: AnyRequest, state: State) -> Response[Any]:
    """An empty form; `?parent=` says below whom."""
    principal = await signed_in(request)
    parent_id = request.query_params.get("parent", "")
    return await _new(request, state, principal, EMPTY, parent_id=parent_id)


@post(f"{HOME}/new", opt={"access": "organizer"}, include_in_schema=False)
async def make_organisation(request: AnyRequest, state: State) -> Response[Any]:
    """Make it, and show it."""
    principal = await signed_in(request)
    form = await read_form(request)
    parent_id = form.get("parent_id")
    try:
        body = OrganisationBody(**values_of(shown_fields(form)), parent_id=id_of(parent_id))
        made = await use_cases.create_organisation(state.pool, principal, state.clock(), body)
    except InvalidFields as invalid:
        fields = shown_fields(form)
        return await _new(
            request, state, principal, fields, parent_id=parent_id, errors=invalid.errors
        )
    return redirect(request, f"{HOME}/{made.id}")


@get(f"{HOME}/{{organisation_id:uuid}}/edit", opt={"access": "organizer"}, include_in_schema=False)
async def edit_organisation_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """The form with what is known."""
    whole = await _whole(request, state, organisation_id)
    return _form(request, fields_of(whole), whole=whole)


@post(f"{HOME}/{{organisation_id:uuid}}/edit", opt={"access": "organizer"}, include_in_schema=False)
async def edit_organisation(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Change it, and show it."""
    principal = await signed_in(request)
    form: Form = await read_form(request)
    try:
        body = OrganisationPatch(**values_of(shown_fields(form)))
        await use_cases.change_organisation(
            state.pool, principal, state.clock(), organisation_id, body
        )
    except InvalidFields as invalid:
        whole = await _whole(request, state, organisation_id)
        return _form(request, shown_fields(form), whole=whole, errors=invalid.errors)
    return redirect(request, f"{HOME}/{organisation_id}")


async def _whole(request: AnyRequest, state: State, organisation_id: UUID) -> Whole:
    principal = await signed_in(request)
    return await use_cases.find_whole(state.pool, principal, state.clock(), organisation_id, PLANS)


async def _new(
    request: AnyRequest,
    state: State,
    principal: Principal,
    fields: Mapping[str, str],
    *,
    parent_id: str,
    errors: Sequence[FieldError] = (),
) -> Response[Any]:
    now = state.clock()
    parent: Organisation | None = None
    choices: list[Organisation] | None = None
    if wanted := id_of(parent_id):
        parent = (
            await use_cases.find_whole(state.pool, principal, now, wanted, PLANS)
        ).organisation
    else:
        choices = await use_cases.organisations_planned_by(state.pool, principal, now)
    return _form(request, fields, parent=parent, choices=choices, errors=errors)


def _form(
    request: AnyRequest,
    fields: Mapping[str, str],
    *,
    whole: Whole | None = None,
    parent: Organisation | None = None,
    choices: Sequence[Organisation] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response[Any]:
    labels = {name: gettext(text) for name, text in COLUMNS.items()}
    labels |= {"contact.name": labels["contact_name"], "contact.email": labels["contact_email"]}
    return render(
        request,
        "organisations/form.html",
        status=422 if errors else 200,
        fields=fields,
        whole=whole,
        parent=whole.parent if whole else parent,
        choices=choices,
        choice_pairs=[(each.id, each.name) for each in choices or ()],
        errors=sorted(errors, key=_place),
        error_of={error.field: error for error in reversed(errors)},
        labels=labels,
        kinds=[(kind.value, kind_text(kind)) for kind in OrganisationKind],
        carriers=[(carrier.value, carrier_text(carrier)) for carrier in Carrier],
    )


def _place(error: FieldError) -> int:
    """Where in the form a field stands; what has none comes first."""
    return FIELDS.index(error.field) if error.field in FIELDS else -1


routes: list[Any] = [
    new_organisation_page,
    make_organisation,
    edit_organisation_page,
    edit_organisation,
]
