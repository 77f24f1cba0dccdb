"""Codes of the contracts as words on the screen (see the glossary)."""

from __future__ import annotations

from shared.web.languages import gettext, mark

FIELDS_OF_ACTION = {
    "nutrition": mark("Ernährung"),
    "movement": mark("Bewegung"),
    "stress": mark("Stress und Entspannung"),
    "substance_use": mark("Rauchen und Alkohol"),
    "work_design": mark("Gesunde Arbeitsgestaltung"),
    "work_lifestyle": mark("Gesunder Arbeits- und Lebensstil"),
    "cross_company": mark("Vernetzung der Betriebe"),
}
EVENT_KINDS = {
    "health_day": mark("Gesundheitstag"),
    "health_week": mark("Gesundheitswoche"),
    "kick_off_workshop": mark("Auftaktworkshop"),
    "kick_off": mark("Auftaktveranstaltung"),
    "exchange": mark("Erfahrungsaustausch"),
    "cooperation_meeting": mark("Kooperationstreffen"),
}
SESSION_KINDS = {
    "workshop": mark("Workshop"),
    "talk": mark("Vortrag"),
    "station": mark("Mitmachangebot"),
    "info_stand": mark("Infostand"),
    "counselling": mark("Beratung"),
    "agenda_item": mark("Tagesordnungspunkt"),
}
EVENT_STATES = {
    "draft": mark("Entwurf"),
    "published": mark("Veröffentlicht"),
    "closed": mark("Abgeschlossen"),
    "reported": mark("Bericht ist da"),
    "cancelled": mark("Abgesagt"),
}
BOOKING_STATES = {
    "confirmed": mark("Bestätigt"),
    "waitlisted": mark("Auf der Warteliste"),
    "offered": mark("Platz angeboten"),
    "partly": mark("Teilweise bestätigt"),
    "cancelled": mark("Abgemeldet"),
}


def field_label(code: str | None) -> str:
    """The friendly label of a field of action; empty without one."""
    return gettext(FIELDS_OF_ACTION[code]) if code in FIELDS_OF_ACTION else ""


def kind_label(code: str) -> str:
    """The kind of an event or session."""
    known = EVENT_KINDS.get(code) or SESSION_KINDS.get(code)
    return gettext(known) if known else code


def state_label(code: str) -> str:
    """The state of an event or booking."""
    known = EVENT_STATES.get(code) or BOOKING_STATES.get(code)
    return gettext(known) if known else code


def field_class(code: str | None) -> str:
    """The class that gives a field of action its colour."""
    return f"field-{code}" if code in FIELDS_OF_ACTION else "field-none"
