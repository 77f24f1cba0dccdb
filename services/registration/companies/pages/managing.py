"""A contact's list: who is registered and who waits, more people, a new link, an end."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.bookings.pages.form import Trouble
from services.registration.bookings.pages.shown import text_of, title_of
from services.registration.companies.domain import EMPLOYEES_MAX, Standing
from services.registration.companies.lists import LIST_MAX_BYTES
from services.registration.companies.pages.reaching import (
    MY_COMPANY,
    end_of,
    list_cookie,
    my_list,
    no_list,
)
from services.registration.companies.pages.registering import Seen, look
from services.registration.companies.pages.wording import (
    REFUSED,
    bad_lines,
    field_trouble,
    refused_text,
)
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.lists import Kept
from services.registration.events.domain import Status as EventStatus
from shared.errors import InvalidFields, NotParsable
from shared.web.pages import read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
ERASE = f"{MY_COMPANY}/erase"
DONE = frozenset({"done", "added", "replaced", "withdrawn", "renewed"})


@get(MY_COMPANY, include_in_schema=False, opt={"access": "manage-token"})
async def show_list(request: AnyRequest, state: State) -> Response[str]:
    """The list as its contact may see it."""
    kept = await my_list(request, state)
    return no_list(request) if kept is None else await _page(request, state, kept, Seen())


@post(MY_COMPANY, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def act_on_list(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Add people, or make a new link."""
    companies: Companies = state.companies
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    form = await read_form(request)
    if form.get("do") == "renew":
        kept = await companies.lists.renew_link(kept.company.id)
        return redirect(request, f"{MY_COMPANY}?renewed=1", cookies=[list_cookie(request, kept)])
    if form.get("do") != "add":
        raise NotParsable("The form can't be read.")
    text = next(iter(form.all("list")), "")[:LIST_MAX_BYTES]
    seen = await look(request, state, kept.company.event_id, text)
    if seen.read is not None:
        text = seen.read.text
    if not seen.good or seen.read is None:
        return await _page(request, state, kept, seen, text=text, status=422)
    try:
        await companies.lists.add(
            kept.company.id, seen.read.people, "as_many_as_fit", network=address_of(request)
        )
    except InvalidFields as error:
        seen.lines = bad_lines(error.errors)
        seen.troubles = [field_trouble(f) for f in error.errors if not bad_lines([f])]
        return await _page(request, state, kept, seen, text=text, status=422)
    except tuple(REFUSED) as error:
        seen.troubles = [Trouble("form", refused_text(error))]
        return await _page(request, state, kept, seen, text=text, status=error.status)
    return redirect(request, f"{MY_COMPANY}?added=1")


@get(ERASE, include_in_schema=False, opt={"access": "manage-token"})
async def ask_to_erase(request: AnyRequest, state: State) -> Response[str]:
    """What forgetting the contact means; nothing happens yet."""
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    event = await state.bookings.reading.event(kept.company.event_id)
    return render(request, "companies/erase.html", kept=kept, title=title_of(event), erased=False)


@post(ERASE, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def erase(request: AnyRequest, state: State) -> Response[str]:
    """Forget the contact: name, address and company."""
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    companies: Companies = state.companies
    await companies.lists.forget(kept.company.id)
    event = await state.bookings.reading.event(kept.company.event_id)
    return render(
        request,
        "companies/erase.html",
        cookies=[end_of(request, "company")],
        kept=kept,
        title=title_of(event),
        erased=True,
    )


async def _page(
    request: AnyRequest,
    state: State,
    kept: Kept,
    seen: Seen,
    *,
    text: str = "",
    status: int = 200,
) -> Response[str]:
    event = await state.bookings.reading.event(kept.company.event_id)
    now = state.clock()
    said = next((word for word in request.query_params if word in DONE), None)
    return render(
        request,
        "companies/list.html",
        status=status,
        event=event,
        title=title_of(event),
        directions=text_of(event, "directions"),
        kept=kept,
        registered=kept.count(Standing.REGISTERED),
        waiting=kept.count(Standing.WAITING),
        links=[e for e in kept.employees if kept.handed_on(e)],
        changeable=event.status is EventStatus.PUBLISHED and now < event.starts_at,
        open=event.public_may_register(now),
        begun=now >= event.starts_at,
        said=said,
        text=text,
        troubles=seen.troubles,
        lines=seen.lines,
        errors_by_field={t.field: t.text for t in reversed(seen.troubles)},
        most=EMPLOYEES_MAX,
    )


routes: list[Any] = [show_list, act_on_list, ask_to_erase, erase]
