"""Pages of the door: a steward's scanner page, and where the QR code of a ticket leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.attendance.domain import Kind, Result
from services.registration.attendance.use_cases import Doors
from services.registration.events.domain import Event
from shared.errors import NotFound
from shared.ids import new_id
from shared.web.languages import gettext, mark
from shared.web.pages import read_form, redirect, render
from shared.web.principal import signed_in

DEVICE = "web"
PATH = "/door/{event_id:uuid}"

ADVICE: dict[Result, tuple[str, str, str]] = {
    Result.OK: ("success", mark("Willkommen"), mark("Gezählt.")),
    Result.DUPLICATE: ("warning", mark("Schon gezählt"), mark("Dieser Scan war schon da.")),
    Result.ALREADY_IN: (
        "warning",
        mark("Schon drin"),
        mark("Dieses Ticket wurde am Einlass schon gezählt."),
    ),
    Result.ALREADY_OUT: (
        "warning",
        mark("Schon gegangen"),
        mark("Mit diesem Ticket ist gerade niemand im Haus."),
    ),
    Result.VOIDED: ("success", mark("Zurückgenommen"), mark("Der letzte Scan zählt nicht mehr.")),
    Result.FULL_HOUSE: (
        "danger",
        mark("Haus ist voll"),
        mark("Bitte warten, bis jemand gegangen ist, oder die Aufsicht fragen."),
    ),
    Result.UNKNOWN_TICKET: (
        "danger",
        mark("Unbekanntes Ticket"),
        mark("Bitte noch einmal lesen. Sonst ohne Karte zählen."),
    ),
    Result.WRONG_EVENT: (
        "danger",
        mark("Falsche Veranstaltung"),
        mark("Dieses Ticket gehört zu einer anderen Veranstaltung."),
    ),
    Result.NOT_CONFIRMED: (
        "warning",
        mark("Warteliste"),
        mark("Dieser Platz ist noch nicht bestätigt."),
    ),
    Result.CANCELLED: ("danger", mark("Abgemeldet"), mark("Diese Anmeldung wurde abgesagt.")),
    Result.UNKNOWN_SESSION: (
        "danger",
        mark("Unbekannte Station"),
        mark("Diese Station gehört nicht zu dieser Veranstaltung."),
    ),
    Result.INVALID: ("danger", mark("Nicht lesbar"), mark("Bitte noch einmal versuchen.")),
}
"""Tone, word and sentence for each result."""


@get(PATH, include_in_schema=False, opt={"access": "door"})
async def door(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """The scanner page: a hand scanner or a keyboard is enough, no script needed."""
    principal = await signed_in(request)
    event = await _doors(state).open_door(principal, event_id)
    return _page(request, event, request.query_params.get("mode", "in"))


@post(PATH, include_in_schema=False, status_code=200, opt={"access": "door"})
async def scan(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """One scan from the page; repeating the form repeats the scan id, so nothing counts twice."""
    principal = await signed_in(request)
    form = await read_form(request)
    doors = _doors(state)
    event = await doors.open_door(principal, event_id)
    fields = {name: form.get(name) for name in ("mode", "ticket", "scan_id", "act", "last")}
    mode = fields["mode"] or "in"
    if fields["act"] == "scan" and not fields["ticket"]:
        return _page(request, event, mode, last=fields["last"])
    body = _scan_body(fields, doors.clock().isoformat())
    raw = msgspec.Raw(msgspec.json.encode(body))
    [answer] = await doors.take_scans(principal, event_id, [raw])
    kept = fields["scan_id"] if answer.result in (Result.OK, Result.FULL_HOUSE) else ""
    return _page(request, event, mode, answer.result, kept or "")


@get("/t/{ticket:str}", include_in_schema=False, opt={"access": "public"})
async def open_ticket(
    request: Request[Any, Any, Any], state: State, ticket: FromPath[str]
) -> Redirect:
    """Where the code leads when its bearer reads it: to the take-home list, else to the event.

    Nothing is counted, and the ticket is not in the address any more.
    """
    event_id = await _doors(state).event_of_ticket(ticket)
    if event_id is None:
        raise NotFound
    return redirect(request, await state.offers.way_home(event_id))


def _scan_body(fields: dict[str, str], scanned_at: str) -> dict[str, str]:
    body = {"scan_id": fields["scan_id"], "scanned_at": scanned_at, "device": DEVICE}
    if fields["act"] == "undo":
        return {**body, "kind": Kind.VOID.value, "voids": fields["last"]}
    kind, _, session_id = fields["mode"].partition(":")
    body["kind"] = kind or Kind.IN.value
    if session_id:
        body["session_id"] = session_id
    if fields["act"] == "scan":
        body["ticket"] = fields["ticket"]
    return body


def _page(
    request: Request[Any, Any, Any],
    event: Event,
    mode: str,
    result: Result | None = None,
    last: str = "",
) -> Response[str]:
    modes = [("in", gettext("Einlass")), ("out", gettext("Auslass"))]
    stations = [s for s in event.sessions if not (s.confidential or s.cancelled or s.slot_of)]
    modes += [(f"station:{s.id}", s.title) for s in stations]
    advice = ADVICE[result] if result else None
    return render(
        request,
        "attendance/door.html",
        event=event,
        modes=modes,
        mode=mode,
        advice=advice,
        scan_id=new_id(),
        last=last,
    )


def _doors(state: State) -> Doors:
    doors: Doors = state.doors
    return doors


pages = [door, scan, open_ticket]
