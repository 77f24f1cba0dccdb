"""What the public takes home: a poster of the event, one's own certificate of attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event, Organisation
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.prints.typeset import title_of, typeset
from shared.typesetting.pictures import qr_picture
from shared.web import formats
from shared.web.languages import Locale, translate
from shared.web.localized import said
from shared.web.words import EVENT_KINDS


def poster(
    event: Event,
    organisations: Mapping[UUID, Organisation],
    base_url: str,
    locale: Locale,
) -> bytes:
    """One A4 page to hang up."""
    url = f"{base_url}/e/{event.id}"
    title = title_of(event, locale)
    shown = said(event.texts, "title", locale.code, event.title)
    summary = said(event.texts, "summary", locale.code)
    contact = event.contact
    asked = [contact.name, contact.phone or "", contact.email or ""] if contact else []
    return typeset(
        "poster",
        locale,
        title=title,
        title_lang=shown.locale.html if shown else locale.html,
        kind=translate(locale, EVENT_KINDS[event.kind.value]),
        when=formats.span(event.starts_at, event.ends_at, event.time_zone, locale),
        where=_place(event, locale),
        summary_lang=summary.locale.html if summary else locale.html,
        summary=[line for line in str(summary or "").split("\n") if line.strip()],
        free=translate(locale, "Die Teilnahme kostet nichts."),
        scan=translate(locale, "Programm und Anmeldung"),
        url=url.partition("://")[2],
        qr_svg=qr_picture(url),
        qr_alt=translate(locale, "QR-Code zur Seite der Veranstaltung: %(url)s", url=url),
        organisers=", ".join(organisations[id_].name for id_ in event.organisation_ids),
        questions=translate(locale, "Fragen?") if contact else "",
        asked=[part for part in asked if part],
    )


def certificate(
    event: Event, name: str | None, organiser: str, now: datetime, locale: Locale
) -> bytes:
    """One page, without the sessions: which health topic it was is nobody's business."""
    zone = event.time_zone
    title = title_of(event, locale)
    heading = translate(locale, "Teilnahmebescheinigung")
    entries = [
        (
            translate(locale, "Wann"),
            formats.span(event.starts_at, event.ends_at, zone, locale),
        ),
        (translate(locale, "Wo"), _place(event, locale)),
        (translate(locale, "Veranstalter"), organiser),
    ]
    return typeset(
        "certificate",
        locale,
        title=f"{heading}: {title}",
        heading=heading,
        name=name or "",
        name_label=translate(locale, "Name (selbst eingetragen)"),
        attended=translate(locale, "hat teilgenommen an"),
        occasion=title,
        kind=translate(locale, EVENT_KINDS[event.kind.value]),
        entries=[{"term": term, "text": text} for term, text in entries if text],
        issued=translate(
            locale,
            "Ausgestellt am %(day)s auf Wunsch der Person selbst. "
            "Elektronisch erstellt, ohne Unterschrift gültig.",
            day=formats.day(now, zone, locale),
        ),
    )


def _place(event: Event, locale: Locale) -> str:
    if attendance_mode(event) is AttendanceMode.ONLINE:
        return translate(locale, "Online")
    return event.where or ""
