"""One colleague on a list: the link to pass on, somebody else instead, or nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.intake import PersonWish
from services.registration.bookings.pages.form import Trouble
from services.registration.bookings.pages.shown import title_of
from services.registration.companies.domain import Employee
from services.registration.companies.pages.reaching import MY_COMPANY, my_list, no_list
from services.registration.companies.pages.wording import (
    REFUSED,
    field_trouble,
    refused_text,
)
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.lists import Kept
from services.registration.events.domain import Status as EventStatus
from shared.errors import InvalidFields, NotFound, NotParsable
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.qr import qr_inline

AnyRequest = Request[Any, Any, Any]
ONE = f"{MY_COMPANY}/people/{{person_id:uuid}}"


@get(ONE, include_in_schema=False, opt={"access": "manage-token"})
async def show_one(request: AnyRequest, state: State, person_id: FromPath[UUID]) -> Response[str]:
    """A colleague as their contact may see them."""
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    return await _page(request, state, kept, _of(kept, person_id))


@post(ONE, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def act_on_one(
    request: AnyRequest, state: State, person_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Let somebody else have the place, or give it up."""
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    employee = _of(kept, person_id)
    form = await read_form(request)
    try:
        said = await _act(state.companies, kept, employee, form)
    except InvalidFields as error:
        troubles = [field_trouble(fault) for fault in error.errors]
        return await _page(request, state, kept, employee, form, troubles)
    except tuple(REFUSED) as error:
        troubles = [Trouble("form", refused_text(error))]
        return await _page(request, state, kept, employee, form, troubles)
    return redirect(request, f"{MY_COMPANY}?{said}=1")


async def _act(companies: Companies, kept: Kept, employee: Employee, form: Form) -> str:
    if form.get("do") == "withdraw":
        await companies.managing.take_out(kept.company.id, employee.id)
        return "withdrawn"
    if form.get("do") != "replace":
        raise NotParsable("The form can't be read.")
    wish = PersonWish(name=form.get("person.name"), email=form.get("person.email") or None)
    await companies.managing.replace(kept.company.id, employee.id, wish)
    return "replaced"


def _of(kept: Kept, person_id: UUID) -> Employee:
    employee = kept.employee(person_id)
    if employee is None:
        raise NotFound
    return employee


async def _page(  # noqa: PLR0917 - what a form page needs
    request: AnyRequest,
    state: State,
    kept: Kept,
    employee: Employee,
    form: Form | None = None,
    troubles: list[Trouble] | None = None,
) -> Response[str]:
    companies: Companies = state.companies
    event = await state.bookings.reading.event(kept.company.event_id)
    link = None
    if kept.handed_on(employee):
        token = companies.keys.handed_on.token(employee.id, employee.generation)
        link = f"{request.app.state.web.settings.base_url}/p/{token}"
    begun = state.clock() >= event.starts_at
    return render(
        request,
        "companies/one.html",
        status=422 if troubles else 200,
        event=event,
        title=title_of(event),
        employee=employee,
        link=link,
        qr=qr_inline(link, gettext(mark("QR-Code mit dem persönlichen Link"))) if link else None,
        changeable=event.status is EventStatus.PUBLISHED and not begun,
        begun=begun,
        typed={name: form.get(name) for name in ("person.name", "person.email")} if form else {},
        troubles=troubles or [],
        errors_by_field={t.field: t.text for t in reversed(troubles or [])},
    )


routes: list[Any] = [show_one, act_on_one]
