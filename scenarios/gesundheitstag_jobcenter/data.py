"""The health day's programme and crowd.

The occasion is real (job centre Dresden, 500 to 1,100 visitors a year); how the 1,100 split and
when they come is invented, and so are all e-mail addresses.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

VISITORS = 1_100
REGISTERED = 320
REGISTERED_WITHOUT_EMAIL = 130
NO_SHOWS = 62
CARDS = 642
WALK_INS_WITHOUT_CARD = VISITORS - (REGISTERED - NO_SHOWS) - CARDS
SEEN_LEAVING = 540
WORKSHOP_PLACES = 20
WORKSHOP_WISHES = 26
HOURS = 5

STATIONS: tuple[tuple[str, str, str], ...] = (
    ("Gesund kochen mit kleinem Budget", "nutrition", "Küche, Erdgeschoss"),
    ("Wie viel Zucker ist drin?", "nutrition", "Halle A"),
    ("Obst und Gemüse der Saison", "nutrition", "Halle A"),
    ("Trinken, aber was?", "nutrition", "Halle A"),
    ("Smoothie-Fahrrad", "nutrition", "Hof"),
    ("Rücken-Parcours", "movement", "Halle B"),
    ("Gleichgewicht testen", "movement", "Halle B"),
    ("Fit im Park: Probetraining", "movement", "Wiese"),
    ("Tischtennis-Treff", "movement", "Hof"),
    ("Bewegte Pause", "movement", "Halle B"),
    ("Atmen und zur Ruhe kommen", "stress", "Raum 2.11"),
    ("Schlaf gut!", "stress", "Raum 2.12"),
    ("Klangreise", "stress", "Raum 2.13"),
    ("Stress erkennen", "stress", "Raum 2.14"),
)

COUNSELLING: tuple[tuple[str, str | None, int], ...] = (
    ("Schwangerschafts- und Familienberatung", None, 34),
    ("Suchtberatung", "substance_use", 17),
    ("Stadtsportbund: Welcher Verein passt zu mir?", None, 58),
    ("Männernetzwerk", None, 21),
    ("Frauenzentrum", None, 29),
)


def event(organiser_id: str, partner_ids: list[str], starts_at: datetime) -> dict[str, Any]:
    """The event as the API takes it; `starts_at` aware, on a quarter of an hour."""
    ends_at = starts_at + timedelta(hours=HOURS + 1)
    span = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    workshop = {
        "starts_at": (starts_at + timedelta(hours=HOURS)).isoformat(),
        "ends_at": (starts_at + timedelta(hours=HOURS + 1)).isoformat(),
    }
    return {
        "title": "Gesundheitstag im Jobcenter",
        "kind": "health_day",
        "organiser_id": organiser_id,
        "partner_ids": partner_ids,
        **span,
        "time_zone": "Europe/Berlin",
        "waitlist": True,
        "identity": "code",
        "venue": "Jobcenter Dresden, Budapester Straße 30, 01069 Dresden",
        "contact": {
            "name": "Team Gesundheitstag",
            "phone": "0351 0000000",
            "email": "gesundheitstag@jobcenter.example.org",
        },
        "texts": {
            "de": {
                "title": "Gesundheitstag im Jobcenter",
                "summary": "Mitmachen, ausprobieren, sich beraten lassen: 14 Stationen zu "
                "Ernährung, Bewegung und Entspannung. Der Eintritt ist frei.",
                "directions": "Straßenbahn 7, 10 und 12 bis Budapester Straße. "
                "Der Eingang ist stufenlos.",
            },
            "en": {
                "title": "Health day at the job centre",
                "summary": "Join in, try things out, get advice: 14 stations on food, "
                "exercise and relaxation. Admission is free.",
                "directions": "Tram 7, 10 and 12 to Budapester Straße. Step-free entrance.",
            },
            "de-simple": {
                "title": "Gesundheits-Tag im Jobcenter",
                "summary": "Sie können viele Dinge ausprobieren.\n"
                "Es gibt 14 Stationen.\nSie können mit Fach-Leuten sprechen.\n"
                "Der Tag kostet nichts.",
                "directions": "Fahren Sie mit der Straßenbahn 7, 10 oder 12.\n"
                "Die Haltestelle heißt: Budapester Straße.\nEs gibt keine Stufen.",
            },
        },
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": [
            *(
                {
                    "title": title,
                    "kind": "station",
                    "field_of_action": field,
                    "room": room,
                    "drop_in": True,
                    **span,
                }
                for title, field, room in STATIONS
            ),
            *(
                {
                    "title": title,
                    "kind": "counselling",
                    "field_of_action": field,
                    "drop_in": True,
                    "confidential": True,
                    **span,
                }
                for title, field, _ in COUNSELLING
            ),
            {
                "title": "Kochkurs: fünf Gerichte unter zwei Euro",
                "kind": "workshop",
                "field_of_action": "nutrition",
                "capacity": WORKSHOP_PLACES,
                "drop_in": False,
                **workshop,
            },
        ],
    }
