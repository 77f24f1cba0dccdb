"""Visitor cards for organizers in a browser: how many, in which language, and their sheet."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.attendance.domain import CARDS_PER_REQUEST_MAX
from services.registration.attendance.sheet import render_sheet
from services.registration.attendance.use_cases import Doors
from shared.web.languages import GERMAN, LOCALES, locale_named
from shared.web.pages import read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/organizer/events/{event_id:uuid}/visitor-cards"
CARDS_SUGGESTED = 100


@get(OF_EVENT, opt={"access": "cards"}, include_in_schema=False)
async def ask_for_cards(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """How many cards, in which language."""
    return await _form(request, state, event_id, str(CARDS_SUGGESTED), GERMAN.code)


@post(OF_EVENT, opt={"access": "cards"}, include_in_schema=False, status_code=200)
async def make_cards(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Make a batch and go on to its sheet: sending the form again makes further cards."""
    principal = await signed_in(request)
    form = await read_form(request)
    count, language = form.get("count"), form.get("language", GERMAN.code)
    if not _is_count(count):
        return await _form(request, state, event_id, count[:9], language, wrong=True)
    doors: Doors = state.doors
    batch = await doors.print_cards(principal, event_id, int(count))
    sheet = f"/organizer/events/{event_id}/visitor-cards/{batch.id}/sheet.pdf"
    return redirect(request, f"{sheet}?language={locale_named(language).code}")


@get(f"{OF_EVENT}/{{batch_id:uuid}}/sheet.pdf", opt={"access": "cards"}, include_in_schema=False)
async def card_sheet(
    request: AnyRequest, state: State, event_id: FromPath[UUID], batch_id: FromPath[UUID]
) -> Response[bytes]:
    """The cards of a batch, to print."""
    principal = await signed_in(request)
    doors: Doors = state.doors
    batch = await doors.cards_of_batch(principal, event_id, batch_id)
    locale = locale_named(request.query_params.get("language"))
    base_url = request.app.state.web.settings.base_url
    pdf = await asyncio.to_thread(render_sheet, batch, base_url, locale)
    headers = {"content-disposition": 'inline; filename="besucherkarten.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _is_count(text: str) -> bool:
    """Whether it is a number of cards that may be made at once."""
    digits = text.isascii() and text.isdecimal() and len(text) < 10
    return digits and 1 <= int(text) <= CARDS_PER_REQUEST_MAX


async def _form(
    request: AnyRequest,
    state: State,
    event_id: UUID,
    count: str,
    language: str,
    *,
    wrong: bool = False,
) -> Response[str]:
    principal = await signed_in(request)
    doors: Doors = state.doors
    event = await doors.event_for_cards(principal, event_id)
    return render(
        request,
        "attendance/cards.html",
        status=422 if wrong else 200,
        event=event,
        count=count,
        most=CARDS_PER_REQUEST_MAX,
        language=language,
        languages=[(locale.code, locale.label) for locale in LOCALES],
        wrong=wrong,
    )


pages = [ask_for_cards, make_cards, card_sheet]
