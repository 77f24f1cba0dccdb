"""What names or codes stand on: badges and lists, for the organizing team."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.events.domain import Event, Session
from services.registration.prints.domain import Attending, Line, signature_days
from services.registration.prints.typeset import title_of, typeset
from shared.web import formats
from shared.web.languages import Locale, translate

BLANK_LINES = 8
"""For people who come without a registration."""


def badges(event: Event, people: Sequence[Attending], organiser: str, locale: Locale) -> bytes:
    """Ten badges of 85 × 55 mm on an A4 page, with cut marks."""
    title = title_of(event, locale)
    return typeset(
        "badges",
        locale,
        title=translate(locale, "Namensschilder: %(title)s", title=title),
        occasion=title,
        organiser=organiser,
        people=[{"name": p.name or "", "organisation": p.organisation or ""} for p in people],
    )


def attendance_list(
    event: Event,
    session: Session | None,
    lines: Sequence[Line],
    locale: Locale,
    *,
    by_codes: bool,
) -> bytes:
    """A table to sign in, with blank lines at the end; of several days a column for each."""
    days = signature_days(event, session)
    signature = translate(locale, "Unterschrift")
    columns = [f"{signature} {formats.short_day(d, locale=locale)}" for d in days] or [signature]
    title = title_of(event, locale)
    shown = session or event
    zone = event.time_zone
    place = ", ".join(part for part in (session.room if session else None, event.venue) if part)
    heading = translate(locale, "Anwesenheitsliste")
    with_slots = any(line.slot for line in lines)
    return typeset(
        "attendance_list",
        locale,
        title=f"{heading}: {session.title if session else title}",
        heading=heading,
        occasion=title,
        session=session.title if session else "",
        when=formats.span(shown.starts_at, shown.ends_at, zone, locale),
        where=place,
        number=translate(locale, "Nr."),
        label=translate(locale, "Anmeldecode beginnt mit")
        if by_codes
        else translate(locale, "Name"),
        time=translate(locale, "Uhrzeit") if with_slots else "",
        columns=columns,
        lines=[
            {
                "label": line.label,
                "time": formats.clock(line.slot.starts_at, zone, locale) if line.slot else "",
            }
            for line in lines
        ],
        blank=BLANK_LINES,
        note=translate(
            locale,
            "Diese Liste enthält persönliche Angaben. Bitte nicht offen liegen lassen und "
            "vernichten, sobald sie nicht mehr gebraucht wird.",
        ),
        page=translate(locale, "Seite"),
    )
