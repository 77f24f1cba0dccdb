"""What an event starts with: what its kind usually has, or what an earlier event had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import to_builtins

from services.registration.events.domain import Event, Session
from services.registration.events.pages.organizer.session_form import slots_of

Part = tuple[str, str, int, int]
"""Title, kind, minutes after the start, minutes long."""

USUAL_TIMES: Mapping[str, tuple[str, str]] = {
    "health_day": ("09:00", "15:00"),
    "health_week": ("09:00", "16:00"),
    "kick_off": ("13:00", "17:00"),
}
USUAL_PARTS: Mapping[str, tuple[Part, ...]] = {
    "health_day": (
        ("Eröffnung", "talk", 0, 30),
        ("Rücken-Check", "station", 30, 330),
        ("Gesund essen mit kleinem Geld", "station", 30, 330),
        ("Entspannung zum Ausprobieren", "station", 30, 330),
        ("Vertrauliche Beratung", "counselling", 30, 330),
    ),
    "health_week": (
        ("Eröffnung", "talk", 0, 60),
        ("Bewegte Pause", "workshop", 180, 45),
    ),
    "kick_off_workshop": (
        ("Begrüßung und Ziel des Tages", "agenda_item", 0, 30),
        ("Was brauchen wir?", "workshop", 30, 90),
        ("Was packen wir an?", "workshop", 150, 90),
        ("Verabredungen", "agenda_item", 240, 30),
    ),
    "kick_off": (
        ("Begrüßung", "talk", 0, 20),
        ("Ideen sammeln", "workshop", 20, 100),
        ("Ideen gewichten und nächste Schritte", "agenda_item", 150, 60),
    ),
    "exchange": (
        ("Begrüßung und Überblick", "agenda_item", 0, 45),
        ("Erste Austauschphase", "agenda_item", 45, 105),
        ("Mittagspause", "agenda_item", 150, 60),
        ("Zweite Austauschphase", "agenda_item", 210, 105),
        ("Ausblick und nächstes Treffen", "agenda_item", 315, 30),
    ),
    "cooperation_meeting": (
        ("Rückblick und Stand der Projekte", "agenda_item", 0, 60),
        ("Neue Projektideen", "agenda_item", 60, 120),
        ("Rechtlicher Rahmen", "agenda_item", 210, 30),
        ("Nächste Schritte und nächstes Treffen", "agenda_item", 240, 30),
    ),
}
COPIED = (
    "kind",
    "identity",
    "time_zone",
    "capacity",
    "waitlist",
    "promotion",
    "duplicate_answer",
    "venue",
    "join_url",
    "in_house",
    "stay_minutes",
)
"""Fields that an event like the last one has again. People and their registrations stay there."""


def usual_parts(kind: str, starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """A programme to begin with, as far as it fits; its titles are German, as all texts."""
    parts = []
    for title, part_kind, after, long in USUAL_PARTS.get(kind, ()):
        first = starts_at + timedelta(minutes=after)
        last = min(first + timedelta(minutes=long), ends_at)
        if first < last:
            drop_in = part_kind == "station"
            parts.append(
                {
                    "title": title,
                    "kind": part_kind,
                    "starts_at": first,
                    "ends_at": last,
                    "drop_in": drop_in,
                }
            )
    return parts


def copied(event: Event, starts_at: datetime) -> dict[str, Any]:
    """The plan of an earlier event with its sessions at the same distance from the new start."""
    by = starts_at - event.starts_at
    values: dict[str, Any] = {name: getattr(event, name) for name in COPIED}
    values.update(
        partner_ids=list(event.partner_ids),
        texts=to_builtins(event.texts),
        contact=to_builtins(event.contact) if event.contact else None,
        report={
            "grace_seconds": event.report.grace_seconds,
            "min_cell": event.report.min_cell,
        },
        sessions=[_copied(each, event, by) for each in event.sessions if each.slot_of is None],
    )
    return values


def _copied(session: Session, event: Event, by: timedelta) -> dict[str, Any]:
    slots = slots_of(session, event)
    divided = (
        {
            "every_minutes": int((slots[0].ends_at - slots[0].starts_at) / timedelta(minutes=1)),
            "capacity": slots[0].capacity,
        }
        if slots
        else None
    )
    return {
        "title": session.title,
        "kind": session.kind,
        "field_of_action": session.field_of_action,
        "starts_at": session.starts_at + by,
        "ends_at": session.ends_at + by,
        "capacity": session.capacity,
        "drop_in": session.drop_in,
        "confidential": session.confidential,
        "host_organisation_id": session.host_organisation_id,
        "room": session.room,
        "texts": to_builtins(session.texts),
        "slots": divided,
    }
