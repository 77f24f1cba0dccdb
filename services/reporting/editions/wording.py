"""A report in German words: every sentence holds with withheld figures, in singular and plural.

Nothing here knows a true figure: sentences are made from the frozen document alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_date

from services.reporting.editions.document import Document
from shared.web import formats
from shared.web.languages import GERMAN
from shared.web.words import FIELDS_OF_ACTION

NOT_SHOWN = "nicht ausgewiesen"
DASH = "–"

KINDS = {
    "health_day": ("Gesundheitstag", "am Gesundheitstag"),
    "health_week": ("Gesundheitswoche", "an der Gesundheitswoche"),
    "kick_off_workshop": ("Auftaktworkshop", "am Auftaktworkshop"),
    "kick_off": ("Auftaktveranstaltung", "an der Auftaktveranstaltung"),
    "exchange": ("Erfahrungsaustausch", "am Erfahrungsaustausch"),
    "cooperation_meeting": ("Kooperationstreffen", "am Kooperationstreffen"),
}


def number(count: int) -> str:
    """1100 → `1.100`."""
    return formats.number(count, GERMAN)


def cell(value: Any) -> str:
    """A count, "nicht ausgewiesen", or a dash where there can be none."""
    if value is None:
        return DASH
    return number(value) if isinstance(value, int) else NOT_SHOWN


def share(part: Any, whole: Any) -> str | None:
    """`78,5 %`, only where both counts are published."""
    if not isinstance(part, int) or not isinstance(whole, int) or whole == 0:
        return None
    return f"{100 * part / whole:.1f}".replace(".", ",") + " %"


def date(when: datetime) -> str:
    """`12. Mai 2027`, in the zone the instant is written in."""
    return format_date(when.date(), "d. MMMM y", locale=GERMAN.babel)


def occasion(event: dict[str, Any]) -> str:
    """Day, hours and venue in one line."""
    start, end = (
        datetime.fromisoformat(event["starts_at"]),
        datetime.fromisoformat(event["ends_at"]),
    )
    zone = event["time_zone"]
    if start.date() == end.date():
        when = f"{formats.day(start, zone, GERMAN)}, {_hour(start)} bis {_hour(end)} Uhr"
    else:
        when = f"{formats.day(start, zone, GERMAN)} bis {formats.day(end, zone, GERMAN)}"
    return f"{when}, {event['venue']}" if event["venue"] else when


def _hour(instant: datetime) -> str:
    return f"{instant.hour}" if instant.minute == 0 else f"{instant:%H:%M}"


def field(name: str | None) -> str:
    """The friendly label of a field of action."""
    return FIELDS_OF_ACTION.get(name, name) if name else DASH


def tiles(document: Document) -> list[dict[str, str]]:
    """Key figures: label, figure, and what stands below."""
    totals = document["totals"]
    came_share = share(totals["came_registered"], totals["registered"])
    registered = totals["came_registered"]
    return [
        _tile(
            "Teilgenommen",
            totals["came"],
            f"davon {cell(registered)} angemeldet" if isinstance(registered, int) else "",
        ),
        _tile(
            "Angemeldet", totals["registered"], f"davon kamen {came_share}" if came_share else ""
        ),
        _tile("Ohne Anmeldung", totals["walk_ins"], ""),
        _tile("Nicht erschienen", totals["no_shows"], ""),
    ]


def _tile(label: str, value: Any, note: str) -> dict[str, str]:
    return {"label": label, "figure": cell(value), "note": note}


def summary(document: Document) -> str:
    """The report in a few sentences."""
    return " ".join(
        (
            *_about_those_who_came(document),
            *_about_registrations(document["totals"]),
            *_about_fields(document["fields"]),
        )
    )


def people(count: int) -> str:
    """`eine Person`, `7 Personen`."""
    return "eine Person" if count == 1 else f"{number(count)} Personen"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _about_those_who_came(document: Document) -> Iterator[str]:
    totals = document["totals"]
    _, where = KINDS.get(document["event"]["kind"], ("", "an der Veranstaltung"))
    came, walk_ins = totals["came"], totals["walk_ins"]
    if not isinstance(came, int):
        yield f"Wie viele Personen {where} teilgenommen haben, wird nicht ausgewiesen."
    elif came == 0:
        yield f"Niemand hat {where} teilgenommen."
    else:
        have = "hat" if came == 1 else "haben"
        yield _sentence(f"{people(came)} {have} {where} teilgenommen")
    if isinstance(walk_ins, int) and walk_ins > 0:
        yield _sentence(f"{people(walk_ins)} kam{_en(walk_ins)} ohne Anmeldung")


def _en(count: int) -> str:
    return "" if count == 1 else "en"


def _about_registrations(totals: dict[str, Any]) -> Iterator[str]:
    registered, no_shows, waiting = (totals[n] for n in ("registered", "no_shows", "waitlisted"))
    if isinstance(registered, int) and registered > 0:
        said = f"angemeldet war{_en(registered)} {people(registered)}"
        if isinstance(no_shows, int) and no_shows > 0:
            said += f"; {_davon(no_shows)} nicht erschienen"
        yield _sentence(said)
    if isinstance(waiting, int) and waiting > 0:
        yield _sentence(f"auf der Warteliste stand{_en(waiting)} zuletzt {people(waiting)}")


def _davon(count: int) -> str:
    return "eine davon ist" if count == 1 else f"{number(count)} davon sind"


def _about_fields(fields: Sequence[dict[str, Any]]) -> Iterator[str]:
    shown = [row for row in fields if isinstance(row["visits"], int) and row["visits"] > 0]
    if len(shown) < 2:
        return
    most = max(row["visits"] for row in shown)
    first = [field(row["field_of_action"]) for row in shown if row["visits"] == most]
    among = "" if len(shown) == len(fields) else "Unter den ausgewiesenen Handlungsfeldern "
    verb = "war das Handlungsfeld" if len(first) == 1 else "waren die Handlungsfelder"
    times = "einem Besuch" if most == 1 else f"{number(most)} Besuchen"
    each = "" if len(first) == 1 else "je "
    if among:
        yield f"{among}{verb} {_listed(first)} mit {each}{times} am stärksten gefragt."
    else:
        yield f"Am stärksten gefragt {verb} {_listed(first)} mit {each}{times}."


def _listed(names: Sequence[str]) -> str:
    *rest, last = [f"„{name}“" for name in names]
    return f"{', '.join(rest)} und {last}" if rest else last


def any_withheld(value: Any) -> bool:
    """Whether anything in the document is withheld."""
    if isinstance(value, dict):
        return value.get("withheld") is True or any(map(any_withheld, value.values()))
    return isinstance(value, list) and any(map(any_withheld, value))


PEOPLE_NOTE = (
    "Teilgenommen hat, wer am Einlass oder an einem Programmpunkt erfasst wurde; jede Person zählt"
    " einmal. Ohne Anmeldung gekommen sind Gäste mit Besucherkarte oder ohne Ticket."
)
VISITS_NOTE = (
    "Ein Besuch eines Programmpunkts zählt je Person einmal. Eine Person kann mehrere"
    " Programmpunkte besuchen; die Besuche ergeben deshalb zusammen nicht die Teilnahmen."
)
OPEN_NOTE = (
    "Geschlossener Kreis: Wie viele Personen jede Organisation vertraten, war allen bekannt;"
    " deshalb ist nichts ausgeblendet."
)
WITHHELD_NOTE = (
    "Zahlen von weniger als {k} Personen sind nicht ausgewiesen, damit niemand erkannt werden kann."
    " Wo sich eine solche Zahl aus anderen errechnen ließe, ist mindestens eine weitere Zahl nicht"
    " ausgewiesen, auch wenn sie größer ist. Auch eine Null kann so verdeckt sein."
)
ARRIVALS_NOTE = (
    "Ankünfte sind zu Zeitspannen zusammengefasst, in denen mindestens {k} Personen kamen."
)
OTHER_NOTE = (
    "Branchen und Betriebsgrößen mit wenigen Personen stehen zusammen mit Personen ohne Angabe"
    " unter „Übrige“."
)
CONFIDENTIAL_NOTE = (
    "Vertrauliche Angebote werden nur als Gesamtzahl gezählt, nie je Person oder Uhrzeit."
)


def notes(document: Document) -> list[str]:
    """How the figures came about, and how and why some are withheld."""
    k = document["min_cell"]
    if document["policy"] == "open_delegations":
        return [PEOPLE_NOTE, VISITS_NOTE, OPEN_NOTE]
    said = [PEOPLE_NOTE, VISITS_NOTE, WITHHELD_NOTE.format(k=k)]
    if document["arrivals"]:
        said.append(ARRIVALS_NOTE.format(k=k))
    if document["branches"] or document["size_classes"]:
        said.append(OTHER_NOTE)
    if document["confidential"]:
        said.append(CONFIDENTIAL_NOTE)
    return said
