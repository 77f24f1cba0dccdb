"""The sites, the hosts, the course of the day and the four questions of the second phase.

Source: the published documentation of the exchanges in North Rhine-Westphalia (29 sites, 9 of them
since 2016 and 20 since the end of 2017; first exchange on 15 December 2017 in Bochum with about 40
participants, the second on 9 July 2018). The split into kinds of sites and into who came is
invented to add up to these; sites are numbers, people are made up.
"""

from __future__ import annotations

from typing import Any

TITLE = "Verzahnung von Arbeits- und Gesundheitsförderung"
NETWORK = f"{TITLE} NRW"
HOSTS = ("G.I.B. NRW", "LZG.NRW")
INSURER = "Federführende Krankenkasse (Beispiel)"
REGIONAL = "Regionaldirektion NRW"

KINDS: tuple[tuple[str, str, str, int, int], ...] = (
    ("Jobcenter gE", "Jobcenter", "gE", 5, 11),
    ("Jobcenter zkT", "Jobcenter", "zkT", 3, 5),
    ("Agentur für Arbeit", "Agentur für Arbeit", "", 1, 4),
)
"""Name, kind as lists write it, carrier, sites since 2016, sites since the end of 2017."""
OLD, NEW = "01.03.2016", "01.12.2017"

DAYS_BETWEEN = 206
"""From 15 December 2017 to 9 July 2018."""
COMING_LABEL = "Ende des Jahres oder Anfang des nächsten"

TWO_CAME_FROM = 4
"""Sites that sent two people; all others sent one."""
FROM_HOSTS, FROM_REGIONAL, FROM_INSURER = 3, 2, 2
PARTICIPANTS = 40

AGENDA: tuple[tuple[str, str, int | None], ...] = (
    (
        "Begrüßung und Überblick",
        "Wo das Projekt steht, und was die neuen Standorte erwartet.",
        0,
    ),
    (
        "Erste Austauschphase",
        "Drei Standorte berichten: Organisation und Beratung, unterstützende Angebote, Netzwerke.",
        1,
    ),
    ("Mittagspause", "", None),
    ("Zweite Austauschphase", "Vier Fragen, an Stehtischen und in wechselnden Runden.", 0),
    ("Ausblick und nächstes Treffen", "Regionale Treffen, und wann wir uns wiedersehen.", 1),
)
"""Title as the template has it, what happens then, and which host does it."""

QUESTIONS: tuple[tuple[str, str], ...] = (
    ("motivation", "Was motiviert Sie zur Teilnahme?"),
    ("ideas", "Welche Ideen haben Sie?"),
    ("first_steps", "Welche drei ersten Schritte planen Sie?"),
    ("exchange", "Wie stellen Sie sich den weiteren Austausch vor?"),
)
ANSWERS = {
    "motivation": (
        "Arbeit und Gesundheit zusammen denken",
        "Von den alten Standorten lernen",
        "Neue Angebote für unsere Kundinnen und Kunden",
    ),
    "ideas": ("Gesundheitslotsen im Haus", "Bewegung in Maßnahmen", "Gemeinsame Sprechstunde"),
    "first_steps": (
        "Team gründen, Krankenkassen einladen, Bedarf fragen",
        "Träger ansprechen, Räume suchen, Auftakt planen",
    ),
    "exchange": ("Regionale Treffen zweimal im Jahr", "Eine Liste zum Nachfragen"),
}


def sites_list() -> bytes:
    """The 29 sites as the organizer uploads them: a list out of a spreadsheet."""
    rows = ["Name;Art;Trägerform;Mitglied seit"]
    for name, kind, carrier, old, new in KINDS:
        for number in range(1, old + new + 1):
            since = OLD if number <= old else NEW
            rows.append(f"{name}, Standort {number:02};{kind};{carrier};{since}")
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


def plan_of(
    template: dict[str, Any], series_id: str, hosts: list[str], partners: list[str]
) -> dict[str, Any]:
    """What the organizer adds to the draft that the template made."""
    texts = {title: (summary, host) for title, summary, host in AGENDA}
    sessions = []
    for session in template["sessions"]:
        summary, host = texts[session["title"]]
        change: dict[str, Any] = {"id": session["id"], "room": "Großer Saal"}
        if summary:
            change["texts"] = {**session["texts"], "de": {"summary": summary}}
        if host is not None:
            change["host_organisation_id"] = hosts[host]
        sessions.append(change)
    return {
        "capacity": 45,
        "minimum_participants": 20,
        "series_id": series_id,
        "co_organiser_ids": hosts,
        "partner_ids": partners,
        "venue": "Tagungszentrum Bochum (Beispiel)",
        "address": {"street": "Beispielstraße 1", "postal_code": "44787", "city": "Bochum"},
        "accessibility": {
            "step_free": True,
            "accessible_toilet": True,
            "public_transport": "Zehn Minuten zu Fuß vom Hauptbahnhof, der Weg ist eben.",
        },
        "contact": {
            "name": "Büro des Austauschs",
            "phone": "0234 000000",
            "email": "austausch@nrw.example.org",
        },
        "texts": {
            "de": {
                "summary": "Alte und neue Standorte lernen voneinander: was trägt, was fehlt, "
                "und was als Nächstes kommt."
            },
            "en": {
                "title": "Linking employment and health promotion: exchange",
                "summary": "Old and new sites learn from each other.",
            },
            "de-simple": {
                "title": "Arbeit und Gesundheit: ein Treffen",
                "summary": "Viele Ämter treffen sich.\nSie sprechen über Arbeit und Gesundheit.\n"
                "Alle lernen voneinander.",
            },
        },
        "report": {"grace_seconds": 2, "min_cell": 5},
        "sessions": sessions,
    }


def questions() -> list[dict[str, Any]]:
    """The four questions of the second phase; the first is asked for, the others are free."""
    purpose = "Damit beginnt die zweite Austauschphase."
    return [
        {
            "key": key,
            "kind": "text",
            "texts": {"de": {"label": label, "purpose": purpose}},
            "required": number == 0,
            "keep_days": 365,
        }
        for number, (key, label) in enumerate(QUESTIONS)
    ]


def answers_of(number: int) -> dict[str, str]:
    """What participant `number` writes; not everybody answers everything."""
    said = {"motivation": ANSWERS["motivation"][number % 3]}
    for step, key in enumerate(("ideas", "first_steps", "exchange"), start=2):
        if number % step == 0:
            said[key] = ANSWERS[key][number % len(ANSWERS[key])]
    return said
