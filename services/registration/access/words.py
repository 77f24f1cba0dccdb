"""Roles, scopes and deeds as words on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.web.languages import gettext, mark

ROLES = {
    "administrator": mark("Administration"),
    "organizer": mark("Veranstalter"),
    "supervisor": mark("Aufsicht"),
    "steward": mark("Einlassteam"),
    "partner": mark("Partner"),
    "auditor": mark("Prüfung"),
}
ROLE_NOTES = {
    "administrator": mark("darf alles, in allen Organisationen"),
    "organizer": mark("plant Veranstaltungen, sieht Anmeldungen, vergibt Rollen"),
    "supervisor": mark("sieht Anmeldungen und Zahlen, hilft am Einlass"),
    "steward": mark("arbeitet am Einlass"),
    "partner": mark("bekommt die Berichte"),
    "auditor": mark("liest mit: Zahlen, Berichte und Protokoll"),
}
SCOPES = {
    "read": mark("Alles lesen, was meine Rollen erlauben"),
    "events": mark("Veranstaltungen und Organisationen planen"),
    "bookings": mark("Anmeldungen bearbeiten"),
    "scans": mark("Einlass: Scans und Zählungen senden"),
    "access": mark("Rollen, Schlüssel und Sitzungen verwalten"),
}
DEEDS = {
    "roles.given": mark("Rolle vergeben"),
    "roles.changed": mark("Rolle geändert"),
    "roles.taken-back": mark("Rolle zurückgenommen"),
    "roles.expired": mark("Rolle abgelaufen"),
    "roles.invited-again": mark("Einladung erneut gesendet"),
    "tokens.created": mark("API-Schlüssel angelegt"),
    "tokens.revoked": mark("API-Schlüssel gesperrt"),
    "sign-ins.opened": mark("Angemeldet"),
    "sign-ins.ended": mark("Einen Browser abgemeldet"),
    "sign-ins.ended-everywhere": mark("Überall abgemeldet"),
    "bookings.added": mark("Jemanden angemeldet"),
    "bookings.corrected": mark("Anmeldung: Name oder Adresse berichtigt"),
    "bookings.moved": mark("Anmeldung: Angebote geändert"),
    "bookings.cancelled": mark("Jemanden abgemeldet"),
    "bookings.place-given": mark("Platz gegeben"),
    "bookings.declined": mark("Platz abgesagt"),
    "bookings.let-first": mark("Auf der Warteliste nach vorn gesetzt"),
    "bookings.team-note": mark("Notiz zu einer Anmeldung"),
    "bookings.offer-accepted": mark("Angebotenen Platz angenommen"),
    "bookings.offer-declined": mark("Angebotenen Platz abgelehnt"),
    "bookings.called": mark("Jemanden angerufen"),
    "bookings.not-called": mark("Anruf zurückgenommen"),
    "bookings.link-sent": mark("Link zur Anmeldung erneut gesendet"),
    "bookings.exported": mark("Liste der Anmeldungen mitgenommen"),
    "bookings.erased": mark("Angaben von Personen gelöscht"),
    "answers.exported": mark("Antworten auf Fragen mitgenommen"),
    "messages.sent": mark("Nachricht verschickt"),
    "prints.badges": mark("Namensschilder gedruckt"),
    "invitations.contingent-added": mark("Kontingent angelegt"),
    "invitations.contingent-changed": mark("Kontingent geändert"),
    "invitations.contingent-released": mark("Freie Plätze eines Kontingents freigegeben"),
    "invitations.contingent-link-renewed": mark("Neuer Link für ein Kontingent"),
    "invitations.invited": mark("Menschen eingeladen"),
    "invitations.sent": mark("Einladungen verschickt"),
    "invitations.sent-again": mark("Einladung noch einmal verschickt"),
    "invitations.printed": mark("Einladungsbriefe gedruckt"),
    "invitations.revoked": mark("Einladung zurückgenommen"),
    "invitations.erased": mark("Angaben einer Einladung gelöscht"),
}
THINGS = {
    "events": mark("Veranstaltung"),
    "series": mark("Veranstaltungsreihe"),
    "templates": mark("Vorlage"),
    "organisations": mark("Organisation"),
    "members": mark("Mitglied"),
    "bookings": mark("Anmeldung"),
    "questions": mark("Fragen bei der Anmeldung"),
    "support": mark("Unterstützung für Gäste"),
    "invitations": mark("Einladung"),
    "ideas": mark("Ideensammlung"),
    "offers": mark("Angebot zum Mitnehmen"),
    "prints": mark("Druck"),
    "messages": mark("Nachricht"),
    "roles": mark("Rolle"),
    "tokens": mark("API-Schlüssel"),
    "sign-ins": mark("Anmeldung von Mitarbeitenden"),
}
"""What stands before the dot of a deed."""
CHANGES = {
    "added": mark("hinzugefügt"),
    "cancelled": mark("abgesagt"),
    "changed": mark("geändert"),
    "closed": mark("abgeschlossen"),
    "copied": mark("kopiert"),
    "created": mark("angelegt"),
    "curated": mark("bearbeitet"),
    "deleted": mark("gelöscht"),
    "erased": mark("gelöscht"),
    "exported": mark("exportiert"),
    "imported": mark("importiert"),
    "moved": mark("verschoben"),
    "opened": mark("geöffnet"),
    "planned": mark("geplant"),
    "published": mark("veröffentlicht"),
    "removed": mark("entfernt"),
    "rescheduled": mark("verlegt"),
}
"""What stands after it."""
FIELDS = {
    "title": mark("Titel"),
    "kind": mark("Art der Veranstaltung"),
    "identity": mark("Was wir über die Gäste wissen"),
    "organiser_id": mark("Veranstalter"),
    "co_organiser_ids": mark("Gemeinsam mit"),
    "partner_ids": mark("Partner"),
    "contact": mark("Ansprechperson"),
    "starts_at": mark("Wann"),
    "ends_at": mark("Wann"),
    "time_zone": mark("Wann"),
    "venue": mark("Ort"),
    "address": mark("Ort"),
    "join_url": mark("Link zur Online-Teilnahme"),
    "accessibility": mark("Barrierefreiheit"),
    "texts": mark("Texte für Gäste"),
    "sessions": mark("Programm"),
    "admission": mark("Wer sich anmelden kann"),
    "registration_opens_at": mark("Anmeldung"),
    "registration_closes_at": mark("Anmeldung"),
    "listed": mark("Im Kalender"),
    "capacity": mark("Plätze insgesamt"),
    "waitlist": mark("Warteliste"),
    "reminder": mark("Erinnerung am Tag vorher"),
    "promotion": mark("Wenn ein Platz frei wird"),
    "duplicate_answer": mark("Wenn sich jemand zweimal anmeldet"),
    "minimum_participants": mark("Mindestens so viele müssen kommen"),
    "decide_by": mark("Mindestens so viele müssen kommen"),
    "sessions_least": mark("Wie viele Angebote man wählt"),
    "sessions_most": mark("Wie viele Angebote man wählt"),
    "changes_until": mark("Selbst ändern und absagen"),
    "overlaps": mark("Programmpunkte, die sich überschneiden"),
    "allowed_overlaps": mark("Programmpunkte, die sich überschneiden"),
    "in_house": mark("Wie viele gerade im Haus sind"),
    "stay_minutes": mark("Wie lange Gäste meistens bleiben"),
    "report": mark("Zählen und Bericht"),
    "notice": mark("Hinweis"),
    "series_id": mark("Veranstaltungsreihe"),
}
"""What of an event was changed, as the steps of its plan call it."""


def role_label(role: str) -> str:
    """A role, or its code where we have no word for it."""
    return gettext(ROLES[role]) if role in ROLES else role


def scope_label(scope: str) -> str:
    """What a token may be used for."""
    return gettext(SCOPES[scope]) if scope in SCOPES else scope


def fields_said(changed: Mapping[str, Any]) -> str:
    """Which fields of an event a deed changed: `Titel, Wann, Ort`; empty where nobody noted it."""
    names = changed.get("fields", ())
    words = [gettext(FIELDS[name]) for name in names if name in FIELDS]
    return ", ".join(dict.fromkeys(words))


def deed_label(what: str) -> str:
    """What somebody did: `Veranstaltung: veröffentlicht`; codes stay where we have no word."""
    if what in DEEDS:
        return gettext(DEEDS[what])
    thing, _, change = what.partition(".")
    if thing not in THINGS:
        return what
    return f"{gettext(THINGS[thing])}: {gettext(CHANGES[change]) if change in CHANGES else change}"
