"""What the choices of planning are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.web.languages import gettext, mark
from shared.web.pages import add_error_texts
from shared.web.words import EVENT_KINDS, FIELDS_OF_ACTION, SESSION_KINDS

Table = Mapping[str, str]

IDENTITIES: Table = {
    "none": mark("Nichts: offener Tag, Gäste kommen ohne Namen"),
    "code": mark("Nur einen Anmeldecode, keinen Namen"),
    "named": mark("Namen, wie sie bei der Anmeldung angegeben werden"),
}
PROMOTIONS: Table = {
    "automatic": mark("Wer als Nächstes wartet, bekommt ihn sofort"),
    "offer": mark("Wer als Nächstes wartet, bekommt ihn angeboten und nimmt an oder lehnt ab"),
    "by_hand": mark("Wir entscheiden selbst: Alle warten, bis das Team ihnen einen Platz gibt"),
}
ADMISSIONS: Table = {
    "open": mark("Alle"),
    "invitation": mark("Nur wer eingeladen ist"),
}
DUPLICATE_ANSWERS: Table = {
    "tell": mark("Gleich sagen, dass es schon eine Anmeldung gibt"),
    "mail": mark("Nichts verraten und nur an die bekannte Adresse schreiben"),
}
IN_HOUSES: Table = {
    "counted": mark("Am Ausgang zählen"),
    "estimated": mark("Aus der üblichen Dauer eines Besuchs schätzen"),
    "off": mark("Gar nicht zeigen"),
}
DUE: Table = {
    "next-working-day": mark("Am nächsten Arbeitstag um 12 Uhr"),
    "after-hours": mark("Eine feste Zahl von Stunden nach dem Abschließen"),
}
HOW: Table = {
    "booked": mark("Mit Anmeldung"),
    "drop_in": mark("Einfach vorbeikommen, ohne Anmeldung"),
    "slots": mark("Mit Terminen, die einzeln gebucht werden"),
}
CONFIDENTIAL: Table = {
    "": mark("Wie üblich: Beratung und Suchtthemen sind vertraulich"),
    "yes": mark("Ja: keine Anmeldung, kein Scan, nur eine Summe"),
    "no": mark("Nein"),
}
OVERLAPS: Table = {
    "refuse": mark("Wer sich anmeldet, kann nur eines davon wählen"),
    "allow": mark("Wer sich anmeldet, entscheidet selbst"),
}
ACCESSIBILITY: Table = {"": mark("keine Angabe"), "yes": mark("ja"), "no": mark("nein")}
TABLES: Mapping[str, Table] = {
    "kind": {**EVENT_KINDS, **SESSION_KINDS},
    "identity": IDENTITIES,
    "promotion": PROMOTIONS,
    "admission": ADMISSIONS,
    "listed": {"yes": mark("ja")},
    "reminder": {"yes": mark("ja")},
    "duplicate_answer": DUPLICATE_ANSWERS,
    "in_house": IN_HOUSES,
    "report.due": DUE,
    "how": HOW,
    "confidential": CONFIDENTIAL,
    "field_of_action": FIELDS_OF_ACTION,
    "overlaps": OVERLAPS,
    "accessibility": ACCESSIBILITY,
    "waitlist": {"yes": mark("ja")},
}
ERRORS: Table = {
    "whole-number": mark("Bitte schreiben Sie eine ganze Zahl, zum Beispiel 120."),
    "day": mark("Bitte schreiben Sie ein Datum, zum Beispiel 01.05.2024."),
    "clock": mark("Bitte schreiben Sie eine Uhrzeit, zum Beispiel 09:30."),
    "ends_before_start": mark("Das Ende liegt vor dem Beginn."),
    "closes_before_opening": mark("Die Anmeldung würde schließen, bevor sie öffnet."),
    "outside_event": mark("Das liegt außerhalb der Veranstaltung."),
    "past": mark("Das liegt in der Vergangenheit."),
    "too_far": mark("Das liegt mehr als fünf Jahre in der Zukunft."),
    "too_long": mark("Eine Veranstaltung kann höchstens 31 Tage dauern."),
    "below_taken": mark("So viele Plätze sind schon vergeben, weniger können es nicht werden."),
    "fixed": mark("Das steht seit dem Veröffentlichen fest."),
    "slots": mark("So lässt sich die Zeit nicht in Termine teilen. Wählen Sie eine andere Dauer."),
    "confidential": mark("Ein vertrauliches Angebot lässt sich nicht buchen."),
    "outside_slots": mark(
        "Bis dahin sind noch nicht alle Termine zu Ende. Sie stehen seit dem Veröffentlichen fest."
    ),
    "too-many": mark("Das sind zu viele Programmpunkte und Termine."),
    "repeated": mark("Jede Organisation kann nur eine Rolle haben."),
    "unknown": mark("Das gibt es nicht mehr. Bitte wählen Sie neu."),
    "url": mark("Bitte schreiben Sie eine Adresse, die mit https:// beginnt."),
    "out-of-range": mark("Dieser Wert ist zu klein oder zu groß."),
    "too-many-templates": mark("Es gibt schon sehr viele Vorlagen. Bitte löschen Sie zuerst eine."),
    "above_capacity": mark("Das ist mehr, als es Plätze gibt."),
    "same-day": mark("Das ist der bisherige Termin."),
    "before_sessions": mark("Bis dahin ist das Programm noch nicht zu Ende."),
    "above_most": mark("Das ist mehr, als höchstens erlaubt ist."),
    "after_end": mark("Das liegt nach dem Ende der Veranstaltung."),
    "after_start": mark("Das liegt nach dem Beginn."),
}
"""By the codes of planning."""
add_error_texts(ERRORS)


def options(name: str, *left_out: str) -> list[tuple[str, str]]:
    """The choices of a field, in the language of this request."""
    table = TABLES[name]
    return [(code, gettext(text)) for code, text in table.items() if code not in left_out]


def in_words(name: str, values: Sequence[str], names: Mapping[str, str]) -> str:
    """What a field holds, for people; `names`: of the organisations by id."""
    table = TABLES.get(name)
    shown = [
        gettext(table[value]) if table and value in table else names.get(value, value)
        for value in values
        if value
    ]
    return ", ".join(shown) or gettext("nichts")
