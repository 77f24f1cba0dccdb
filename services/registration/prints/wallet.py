"""Tickets of the size of a bank card, for the wallet of those without a phone at the door."""

from __future__ import annotations

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.intake import Keys
from services.registration.events.domain import Event, Identity, Session
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.prints.typeset import title_of, typeset
from shared.typesetting.pictures import qr_picture
from shared.web import formats
from shared.web.languages import Locale, translate
from shared.web.localized import said

SESSIONS_SHOWN = 3
SESSION_CHARACTERS = 36
"""As many as stand in one line."""


def wallet_cards(
    event: Event, booking: Booking, keys: Keys, *, code: str, base_url: str, locale: Locale
) -> bytes:
    """One page of 85.6 mm × 54 mm for each person with a place; `code` is the booking code.

    It stands on no card of a company's list: it would open the places of all colleagues.
    """
    if booking.registered_by is not None:
        code = ""
    people = [p for p in booking.people if p.status is Status.CONFIRMED and p.erased_at is None]
    heading = translate(locale, "Ticket")
    occasion = title_of(event, locale)
    online = attendance_mode(event) is AttendanceMode.ONLINE
    return typeset(
        "wallet",
        locale,
        title=f"{heading}: {occasion}",
        occasion=occasion,
        when=formats.span(event.starts_at, event.ends_at, event.time_zone, locale),
        where=translate(locale, "Online") if online else event.where or "",
        scan=translate(locale, "am Eingang zeigen"),
        qr_alt=translate(locale, "QR-Code Ihres Tickets"),
        people=[
            {
                "name": _name(event, person, len(booking.people), locale),
                "sessions": _sessions(event, person, locale),
                "qr_svg": qr_picture(
                    f"{base_url}/t/{keys.ticket.token(person.id, person.generation)}"
                ),
                "code_label": translate(locale, "Anmeldecode") if code else "",
                "code": code,
            }
            for person in people
        ],
    )


def _name(event: Event, person: Person, count: int, locale: Locale) -> str:
    if event.identity is Identity.NAMED and person.name:
        return person.name
    if count > 1:
        return translate(locale, "Person %(n)s", n=person.number)
    return translate(locale, "Ihr Ticket")


def _sessions(event: Event, person: Person, locale: Locale) -> list[str]:
    chosen = sorted(
        (s for s in event.sessions if s.id in person.sessions), key=lambda s: s.starts_at
    )
    lines = []
    for session in chosen:
        day = _day(event, session, locale)
        title = str(said(session.texts, "title", locale.code, session.title) or session.title)
        at = formats.clock(session.starts_at, event.time_zone, locale)
        lines.append(f"{day}{at} {_short(title, SESSION_CHARACTERS - len(day))}")
    more = len(lines) - SESSIONS_SHOWN
    if more > 0:
        lines = [*lines[: SESSIONS_SHOWN - 1], f"+ {more + 1}"]
    return lines


def _day(event: Event, session: Session, locale: Locale) -> str:
    """Only where a time alone would leave open which day is meant."""
    if not formats.several_days(event.starts_at, event.ends_at, event.time_zone):
        return ""
    return formats.programme_day(session.starts_at, event.time_zone, locale) + " "


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
