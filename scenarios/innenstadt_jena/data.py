"""The network, its member companies and the kick-off workshop.

Source: the network's own public texts (100+ member companies, about 1,000 employees in all,
kick-off on 27 September 2021). The split into branches and headcounts is invented to add up to
these, company names are numbers, people are made up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

BRANCHES: tuple[tuple[str, int, int], ...] = (
    ("Dienstleistung", 30, 6),
    ("Gastronomie", 22, 11),
    ("Einzelhandel", 26, 5),
    ("Handwerk", 10, 14),
    ("Kultur", 8, 9),
    ("Beherbergung", 5, 28),
    ("Verwaltung", 3, 35),
)
"""Branch, number of companies, employees of each: 104 companies, 1,009 employees."""

WORKSHOPS: tuple[tuple[str, str | None, int | None], ...] = (
    ("Bedarfe sammeln: Was brauchen kleine Betriebe?", "cross_company", 24),
    ("Gesund führen in kleinen Teams", "work_lifestyle", 16),
    ("Pausen, Dienstplan, Erholung", "work_design", 16),
)


COMPANIES_THAT_COME = 28
"""Of one to four people each: 70 people for 60 places (invented)."""

IDEAS: dict[str, tuple[str, ...]] = {
    "Bedarfe": ("Pausenraum für mehrere Läden", "Ruhe nach der Spätschicht"),
    "Projekte": ("Gemeinsame Gesundheitswoche", "Laufgruppe vor Ladenöffnung"),
    "Aktionen": (
        "Rückenkurs in der Mittagspause",
        "Obst vom Wochenmarkt",
        "Schrittzähler-Wettbewerb",
    ),
}
"""Needs, projects, actions: the network's own headings; the ideas are invented."""


def companies() -> list[dict[str, Any]]:
    """All member companies as the API takes them, without their parent."""
    return [
        {
            "name": f"{branch}, Mitgliedsbetrieb {number:02}",
            "kind": "company",
            "branch": branch,
            "headcount": headcount,
        }
        for branch, count, headcount in BRANCHES
        for number in range(1, count + 1)
    ]


def members_list() -> bytes:
    """The same as the network uploads them: a list out of a spreadsheet."""
    rows = ["Name;Art;Branche;Beschäftigte"]
    rows += [f"{c['name']};Betrieb;{c['branch']};{c['headcount']}" for c in companies()]
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


def event(organiser_id: str, partner_ids: list[str], starts_at: datetime) -> dict[str, Any]:
    """The kick-off workshop as the API takes it; `starts_at` aware."""
    first = starts_at + timedelta(minutes=30)
    second = first + timedelta(minutes=90)
    slots = ((first, second), (first, second), (second, second + timedelta(minutes=60)))
    return {
        "title": "KickOff Gesunde Innenstadt",
        "kind": "kick_off_workshop",
        "organiser_id": organiser_id,
        "partner_ids": partner_ids,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=4)).isoformat(),
        "time_zone": "Europe/Berlin",
        "capacity": 60,
        "waitlist": True,
        "promotion": "automatic",
        "identity": "named",
        "venue": "Historisches Rathaus, Markt 1, 07743 Jena",
        "contact": {
            "name": "AG Gesundheit",
            "phone": "03641 000000",
            "email": "ag-gesundheit@innenstadt.example.org",
        },
        "texts": {
            "de": {
                "summary": "Bedarfe, Projekte, Aktionen: Was hält die Innenstadt gesund? "
                "Die Mitgliedsbetriebe planen das erste gemeinsame Jahr.",
                "directions": "Vom Holzmarkt zwei Minuten zu Fuß. Aufzug im Innenhof.",
            },
            "en": {
                "title": "Kick-off: a healthy city centre",
                "summary": "Needs, projects, actions: the member companies plan their first "
                "year together.",
            },
            "de-simple": {
                "title": "Start-Treffen: Gesunde Innenstadt",
                "summary": "Betriebe aus der Innenstadt treffen sich.\n"
                "Sie sprechen über Gesundheit bei der Arbeit.\nSie planen das erste Jahr.",
            },
        },
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": [
            {
                "title": title,
                "kind": "workshop",
                "field_of_action": field_of_action,
                "starts_at": start.isoformat(),
                "ends_at": end.isoformat(),
                "capacity": capacity,
                "drop_in": False,
            }
            for (title, field_of_action, capacity), (start, end) in zip(
                WORKSHOPS, slots, strict=True
            )
        ],
    }
