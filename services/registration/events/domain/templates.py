"""What an event of a kind usually is: how long, with which programme to begin with.

Titles are German like all texts of an event, with English beside them. A part that lies after the
end that was asked for is left out, one that reaches beyond it is cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from services.registration.events.domain.event import Event
from services.registration.events.domain.words import EventKind, FieldOfAction, SessionKind


@dataclass(frozen=True, slots=True)
class Part:
    """A session to begin with.

    `after`: minutes after the event's start by the clock on the wall, on the day `day` (0: the
    first); `long`: minutes. `slots`: minutes and places of each time slot.
    """

    title: str
    english: str
    kind: SessionKind
    after: int
    long: int
    day: int = 0
    field_of_action: FieldOfAction | None = None
    drop_in: bool = False
    slots: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """How such an event usually runs; `starts` and `ends` by the clock on the wall."""

    kind: EventKind
    starts: time
    ends: time
    parts: tuple[Part, ...]
    days: int = 1

    def ends_at(self, starts_at: datetime, zone: ZoneInfo) -> datetime:
        """When it usually ends: on its last day, as long after the start as the clock shows."""
        long = _since_midnight(self.ends) - _since_midnight(self.starts)
        return on_the_wall(starts_at, zone, self.days - 1, long)


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """A template that an organisation made of an event; `event`: as it was then."""

    id: UUID
    organisation_id: UUID
    title: str
    event: Event
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part with its instants."""

    part: Part
    starts_at: datetime
    ends_at: datetime


def placed(
    template: Template, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> list[PlacedPart]:
    """The programme from `starts_at` on, as far as it fits."""
    found = []
    for part in template.parts:
        after = timedelta(minutes=part.after)
        first = on_the_wall(starts_at, zone, part.day, after)
        last = on_the_wall(starts_at, zone, part.day, after + timedelta(minutes=part.long))
        last = min(last, ends_at)
        enough = timedelta(minutes=part.slots[0] if part.slots else 1)
        if last - first >= enough:
            found.append(PlacedPart(part, first, last))
    return found


def on_the_wall(starts_at: datetime, zone: ZoneInfo, days: int, after: timedelta) -> datetime:
    """So much later than `starts_at`, as clocks there show it."""
    there = starts_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=days) + after
    return there.replace(tzinfo=zone).astimezone(UTC)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def _item(title: str, english: str, after: int, long: int) -> Part:
    return Part(title, english, SessionKind.AGENDA_ITEM, after, long)


def _station(title: str, english: str, field: FieldOfAction) -> Part:
    return Part(title, english, SessionKind.STATION, 30, 330, field_of_action=field, drop_in=True)


def _course(day: int, title: str, english: str, field: FieldOfAction, after: int = 180) -> Part:
    return Part(title, english, SessionKind.WORKSHOP, after, 45, day=day, field_of_action=field)


HEALTH_DAY = Template(
    EventKind.HEALTH_DAY,
    time(9),
    time(15),
    (
        Part("Eröffnung", "Opening", SessionKind.TALK, 0, 30, drop_in=True),
        _station("Rücken-Check", "Back check", FieldOfAction.MOVEMENT),
        _station(
            "Gesund essen mit kleinem Geld", "Good food, little money", FieldOfAction.NUTRITION
        ),
        _station("Entspannung zum Ausprobieren", "Try to relax", FieldOfAction.STRESS),
        Part("Vertrauliche Beratung", "Confidential advice", SessionKind.COUNSELLING, 30, 330),
    ),
)
HEALTH_WEEK = Template(
    EventKind.HEALTH_WEEK,
    time(9),
    time(16),
    (
        Part("Eröffnung", "Opening", SessionKind.TALK, 0, 60, drop_in=True),
        _course(0, "Bewegte Pause", "Active break", FieldOfAction.MOVEMENT),
        _course(1, "Kochen für den Alltag", "Everyday cooking", FieldOfAction.NUTRITION),
        Part(
            "Rücken-Check",
            "Back check",
            SessionKind.STATION,
            60,
            180,
            day=1,
            field_of_action=FieldOfAction.MOVEMENT,
            slots=(15, 2),
        ),
        _course(2, "Abschalten nach der Arbeit", "Switching off after work", FieldOfAction.STRESS),
        _course(3, "Rauchfrei werden", "Giving up smoking", FieldOfAction.SUBSTANCE_USE),
        _course(3, "Gesund führen", "Leading in a healthy way", FieldOfAction.WORK_LIFESTYLE, 60),
        Part("Abschluss und Ausblick", "Closing and outlook", SessionKind.TALK, 180, 60, day=4),
    ),
    days=5,
)
KICK_OFF_WORKSHOP = Template(
    EventKind.KICK_OFF_WORKSHOP,
    time(10),
    time(16),
    (
        _item("Begrüßung und Ziel des Tages", "Welcome and aim of the day", 0, 30),
        Part("Was brauchen wir?", "What do we need?", SessionKind.WORKSHOP, 30, 90),
        _item("Pause", "Break", 120, 30),
        Part("Was packen wir an?", "What shall we do?", SessionKind.WORKSHOP, 150, 90),
        _item("Verabredungen", "What we agree on", 240, 30),
    ),
)
KICK_OFF = Template(
    EventKind.KICK_OFF,
    time(13),
    time(17),
    (
        Part("Begrüßung", "Welcome", SessionKind.AGENDA_ITEM, 0, 20),
        Part("Ideen sammeln", "Collecting ideas", SessionKind.WORKSHOP, 20, 100),
        _item("Ideen gewichten und nächste Schritte", "Weighing ideas and next steps", 150, 60),
    ),
)
EXCHANGE = Template(
    EventKind.EXCHANGE,
    time(10),
    time(16),
    (
        _item("Begrüßung und Überblick", "Welcome and overview", 0, 45),
        _item("Erste Austauschphase", "First round of exchange", 45, 105),
        _item("Mittagspause", "Lunch", 150, 60),
        _item("Zweite Austauschphase", "Second round of exchange", 210, 105),
        _item("Ausblick und nächstes Treffen", "Outlook and next meeting", 315, 30),
    ),
)
COOPERATION_MEETING = Template(
    EventKind.COOPERATION_MEETING,
    time(10),
    time(16),
    (
        _item("Rückblick und Stand der Projekte", "Review and state of the projects", 0, 60),
        _item("Neue Projektideen", "New ideas for projects", 60, 120),
        _item("Rechtlicher Rahmen", "Legal framework", 210, 30),
        _item("Nächste Schritte und nächstes Treffen", "Next steps and next meeting", 240, 30),
    ),
)
TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        each.kind.value: each
        for each in (
            HEALTH_DAY,
            HEALTH_WEEK,
            KICK_OFF_WORKSHOP,
            KICK_OFF,
            EXCHANGE,
            COOPERATION_MEETING,
        )
    }
)
"""By the name under which clients ask for them."""
