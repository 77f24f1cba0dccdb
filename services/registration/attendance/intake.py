"""Scans as devices write them, taken apart one by one: a malformed one fails alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.attendance.domain import (
    DEVICE_PATTERN,
    SCANNED_AT_OLDEST,
    Attendee,
    AttendeeKind,
    Floor,
    Kind,
    Result,
    Scan,
    clamp,
    decide,
)
from shared.tokens import TOKEN_MAX_CHARACTERS, Keyring, ParsedToken, parse_token

TICKET_URL_MAX_CHARACTERS = 400


class ScanBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scan of `POST …/scans`. `ticket` may be the bare ticket or the address in the QR code.

    Needed are `scan_id` (UUID, made by the device), `kind` and `scanned_at`; `void` needs `voids`.
    A scan without a ticket counts somebody who has none.
    """

    scan_id: UUID
    kind: Kind
    scanned_at: Annotated[datetime, msgspec.Meta(tz=True)]
    device: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    ticket: Annotated[str, msgspec.Meta(max_length=TICKET_URL_MAX_CHARACTERS)] | None = None
    session_id: UUID | None = None
    voids: UUID | None = None


class _Named(msgspec.Struct):
    scan_id: Annotated[str, msgspec.Meta(max_length=64)]


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a request: what it calls itself, and its body where that can be read."""

    scan_id: str | None
    body: ScanBody | None


def read_item(raw: msgspec.Raw, now: datetime) -> Item:
    """Take one element apart; what can't be read keeps the id it gave itself."""
    try:
        body = msgspec.json.decode(raw, type=ScanBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Item(_own_id(raw), None)
    return Item(str(body.scan_id), body if _sound(body, now) else None)


def ticket_of(body: ScanBody) -> ParsedToken | None:
    """The ticket taken out of the text of a QR code; None if it isn't one."""
    text = (body.ticket or "").rsplit("/", 1)[-1]
    return parse_token(text) if len(text) <= TOKEN_MAX_CHARACTERS else None


def ticket_ids(items: Iterable[Item]) -> list[UUID]:
    """The ids that the tickets of these items state; whether they are genuine is not checked."""
    bodies = (item.body for item in items if item.body is not None and item.body.ticket)
    return list({ticket.id for body in bodies if (ticket := ticket_of(body)) is not None})


def bearer_of(
    ticket: ParsedToken | None, attendees: dict[UUID, Attendee], keys: Keyring
) -> Attendee | None:
    """Whose ticket this is; None if it is forged, revoked or of nobody we know."""
    attendee = attendees.get(ticket.id) if ticket else None
    if ticket is None or attendee is None or not keys.matches(ticket, attendee.generation):
        return None
    return attendee


def to_scan(body: ScanBody, attendee: Attendee | None, now: datetime) -> Scan:
    """The fact that this scan is."""
    return Scan(
        scan_id=body.scan_id,
        kind=body.kind,
        attendee_id=attendee.id if attendee else None,
        attendee_kind=attendee.kind if attendee else AttendeeKind.NONE,
        session_id=body.session_id,
        voids=body.voids,
        scanned_at=clamp(body.scanned_at, now),
        device=body.device,
    )


Resolved = tuple[Scan, Attendee | None] | None
"""A scan whose ticket was found (or that has none), or None where there is nothing to keep."""


def resolve(
    items: Sequence[Item], attendees: dict[UUID, Attendee], keys: Keyring, now: datetime
) -> list[Resolved]:
    """Each item with the bearer of its ticket."""
    resolved: list[Resolved] = []
    for item in items:
        if item.body is None:
            resolved.append(None)
            continue
        bearer = bearer_of(ticket_of(item.body), attendees, keys) if item.body.ticket else None
        known = bearer is not None or item.body.ticket is None
        resolved.append((to_scan(item.body, bearer, now), bearer) if known else None)
    return resolved


def places(resolved: Sequence[Resolved]) -> list[int]:
    """Where in the request something is to keep."""
    return [at for at, pair in enumerate(resolved) if pair is not None]


def advise(floor: Floor, resolved: Sequence[Resolved]) -> list[tuple[Scan, Result]]:
    """The advice for what is to keep, in order."""
    return decide(floor, [pair for pair in resolved if pair is not None])


def without_fact(item: Item) -> Result:
    """The advice where there is nothing to keep."""
    return Result.INVALID if item.body is None else Result.UNKNOWN_TICKET


def _sound(body: ScanBody, now: datetime) -> bool:
    if (body.kind is Kind.VOID) != (body.voids is not None):
        return False
    if body.kind is Kind.VOID and (body.ticket is not None or body.session_id is not None):
        return False
    if body.kind is Kind.STATION and body.session_id is None:
        return False
    if body.device is not None and not DEVICE_PATTERN.fullmatch(body.device):
        return False
    return body.scanned_at >= now - SCANNED_AT_OLDEST


def _own_id(raw: msgspec.Raw) -> str | None:
    try:
        return msgspec.json.decode(raw, type=_Named).scan_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
