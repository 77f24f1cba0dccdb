"""JSON routes of doors and stations (design §9)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody

from services.registration.attendance.domain import (
    CARDS_PER_REQUEST_MAX,
    SCANS_PER_REQUEST_MAX,
    TALLIES_PER_REQUEST_MAX,
    TALLY_TOTAL_MAX,
)
from services.registration.attendance.sheet import render_sheet
from services.registration.attendance.use_cases import Doors, Tally
from shared.errors import InvalidFields
from shared.web.languages import GERMAN, Locale, locale_named
from shared.web.localized import CODES
from shared.web.principal import AGE_OPT, bearer

API = "/api/v1/events/{event_id:uuid}"
PRINCIPAL_AGE_MAX_SECONDS = 1.0
"""A device whose token is taken back scans at most this much longer."""


class ScansBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 500 scans; each is judged alone, so their shape is checked one by one."""

    scans: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=SCANS_PER_REQUEST_MAX)]


class ScanResult(msgspec.Struct, frozen=True):
    """Advice for one scan; see `Result` for the words."""

    scan_id: str | None
    result: str


class ScansAnswer(msgspec.Struct, frozen=True):
    """The results in the order of the scans."""

    results: list[ScanResult]


class TallyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A running total of one device for one confidential session."""

    device: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
    session_id: UUID
    total: Annotated[int, msgspec.Meta(ge=0, le=TALLY_TOTAL_MAX)]


class TalliesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Totals of confidential sessions; the highest heard of each device counts."""

    tallies: Annotated[list[TallyBody], msgspec.Meta(max_length=TALLIES_PER_REQUEST_MAX)]


class TalliesAnswer(msgspec.Struct, frozen=True):
    """How many totals were taken."""

    accepted: int


class CardsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many blank visitor cards to make, and in which language their sheet is."""

    count: Annotated[int, msgspec.Meta(ge=1, le=CARDS_PER_REQUEST_MAX)]
    language: Annotated[str, msgspec.Meta(max_length=20)] = GERMAN.code


class CardsAnswer(msgspec.Struct, frozen=True):
    """Tickets of the new cards, and where the PDF sheet to print is."""

    tickets: list[str]
    sheet_url: str


def _language(code: str) -> Locale:
    if code not in CODES:
        known = ", ".join(sorted(CODES))
        raise InvalidFields.one("language", f"must be one of {known}", "choice")
    return locale_named(code)


def _doors(state: State) -> Doors:
    doors: Doors = state.doors
    return doors


@post(f"{API}/scans", status_code=200, opt={"access": "door", AGE_OPT: PRINCIPAL_AGE_MAX_SECONDS})
async def take_scans(
    request: Request[Any, Any, Any],
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[ScansBody],
) -> ScansAnswer:
    """Deliver scans of doors and stations; safe to repeat."""
    principal = await bearer(request)
    answers = await _doors(state).take_scans(principal, event_id, data.scans)
    return ScansAnswer([ScanResult(a.scan_id, a.result.value) for a in answers])


@post(f"{API}/tallies", status_code=200, opt={"access": "door"})
async def take_tallies(
    request: Request[Any, Any, Any],
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[TalliesBody],
) -> TalliesAnswer:
    """Deliver running totals of confidential sessions; safe to repeat."""
    principal = await bearer(request)
    tallies = [Tally(t.device, t.session_id, t.total) for t in data.tallies]
    await _doors(state).take_tallies(principal, event_id, tallies)
    return TalliesAnswer(len(tallies))


@post(f"{API}/visitor-cards", opt={"access": "cards"})
async def print_cards(
    request: Request[Any, Any, Any],
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[CardsBody],
) -> CardsAnswer:
    """Make anonymous tickets to be printed and handed out."""
    principal = await bearer(request)
    locale = _language(data.language)
    batch = await _doors(state).print_cards(principal, event_id, data.count)
    base_url = request.app.state.web.settings.base_url
    path = f"/api/v1/events/{event_id}/visitor-cards/{batch.id}/sheet.pdf"
    path += "" if locale is GERMAN else f"?language={locale.code}"
    return CardsAnswer(batch.tickets, base_url + path)


@get(f"{API}/visitor-cards/{{batch_id:uuid}}/sheet.pdf", opt={"access": "cards"})
async def card_sheet(
    request: Request[Any, Any, Any],
    state: State,
    event_id: FromPath[UUID],
    batch_id: FromPath[UUID],
    language: FromQuery[str] = GERMAN.code,
) -> Response[bytes]:
    """The cards of a batch as a PDF to print: ten on each A4 page, with cut marks.

    `language` is one of de, de-simple, en, uk, ar, tr, ru: the same cards in another language.
    """
    principal = await bearer(request)
    locale = _language(language)
    batch = await _doors(state).cards_of_batch(principal, event_id, batch_id)
    base_url = request.app.state.web.settings.base_url
    pdf = await asyncio.to_thread(render_sheet, batch, base_url, locale)
    headers = {"content-disposition": f'attachment; filename="cards-{batch_id}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


routes = [take_scans, take_tallies, print_cards, card_sheet]
