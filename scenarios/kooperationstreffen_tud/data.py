"""The meeting, its two delegations, the agenda and the five project ideas.

Source: the published notice of the third cooperation meeting of an insurer and a technical
university (24 September 2019: three people from the insurer, eleven scientists and the
university's contract officer; review and outlook of three running projects, five new project
ideas, four on work as a setting and one on family, the legal framework; decision in mid-November,
next meeting in January). Titles of projects and ideas are invented, people are made up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

INSURER = "Krankenkasse Sachsen und Thüringen (Beispiel)"
UNIVERSITY = "Technische Universität Dresden"
INSURER_PLACES = 3
UNIVERSITY_PLACES = 11
OFFICER = {"name": "Vera Vertrag", "email": "vertragswesen@hochschule.example.org"}
"""The contract officer belongs to neither delegation's contingent."""
CAPACITY = INSURER_PLACES + UNIVERSITY_PLACES + 1

INVITED_BY_NAME = (
    {"name": "Prof. Ada Arbeit", "email": "arbeit@hochschule.example.org"},
    {"name": "Prof. Bela Betrieb", "email": "betrieb@hochschule.example.org"},
    {"name": "Prof. em. Clara Familie", "address": "Am Hang 7\n01187 Dresden"},
)
"""The last one by letter; the second can't come and somebody else of the delegation does."""
DECLINES = 1

AGENDA: tuple[tuple[str, int], ...] = (
    ("Rückblick und Ausblick: Gesund studieren", 20),
    ("Rückblick und Ausblick: Gesunde Leitung", 20),
    ("Rückblick und Ausblick: Bewegte Pause", 20),
    ("Fünf neue Projektideen: Vorstellung und Diskussion", 90),
    ("Rechtlicher Rahmen und Verträge", 30),
    ("Verabredungen und nächstes Treffen", 15),
)
"""Title and minutes of each item."""

SETTINGS = ("Lebenswelt Arbeit", "Lebenswelt Familie")
IDEAS: tuple[tuple[int, str, int], ...] = (
    (0, "Schichtarbeit: ein Werkzeugkasten für kleine Betriebe", 5),
    (0, "Erholung nach langen Tagen am Bildschirm", 3),
    (0, "Führungskräfte als Lotsen zu Angeboten", 4),
    (0, "Homeoffice und Bewegung", 1),
    (1, "Pflege und Beruf in Familien", 2),
)
"""Setting, idea, and how many of those present give it a point."""


def event(organiser_id: str, partner_id: str, starts_at: datetime) -> dict[str, Any]:
    """The meeting as the API takes it; `starts_at` aware."""
    sessions = []
    begins = starts_at
    for title, minutes in AGENDA:
        ends = begins + timedelta(minutes=minutes)
        sessions.append(
            {
                "title": title,
                "kind": "agenda_item",
                "starts_at": begins.isoformat(),
                "ends_at": ends.isoformat(),
                "drop_in": True,
            }
        )
        begins = ends
    return {
        "title": "Drittes Kooperationstreffen",
        "kind": "cooperation_meeting",
        "organiser_id": organiser_id,
        "partner_ids": [partner_id],
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=4)).isoformat(),
        "time_zone": "Europe/Berlin",
        "admission": "invitation",
        "capacity": CAPACITY,
        "waitlist": False,
        "identity": "named",
        "venue": "Krankenkasse, Sitzungssaal, Dresden",
        "contact": {
            "name": "Geschäftsstelle der Kooperation",
            "phone": "0351 000000",
            "email": "kooperation@kasse-sachsen.example.org",
        },
        "texts": {
            "de": {
                "summary": "Rückblick und Ausblick zu drei Projekten, fünf neue Projektideen und "
                "der rechtliche Rahmen."
            }
        },
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": sessions,
    }


def guest(number: int, who: str) -> dict[str, Any]:
    """Somebody of a delegation who uses its link."""
    email = f"{who}-{number:02}@delegation.example.org"
    return {
        "contact": {"name": f"{who.title()} {number:02} Muster", "email": email, "locale": "de"},
        "people": [{"name": f"{who.title()} {number:02} Muster", "email": email}],
    }
