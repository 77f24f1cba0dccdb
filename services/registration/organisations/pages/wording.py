"""Kinds and sizes as people call them, and what is wrong with a cell or a file."""

from __future__ import annotations

from services.registration.organisations.domain import Carrier, OrganisationKind, RowFault
from shared.errors import FieldError
from shared.web.languages import gettext, mark

KINDS: dict[OrganisationKind, str] = {
    OrganisationKind.COMPANY: mark("Betrieb"),
    OrganisationKind.NETWORK: mark("Netzwerk"),
    OrganisationKind.JOB_CENTRE: mark("Jobcenter"),
    OrganisationKind.EMPLOYMENT_AGENCY: mark("Agentur für Arbeit"),
    OrganisationKind.INSURER: mark("Krankenkasse"),
    OrganisationKind.UNIVERSITY: mark("Hochschule"),
    OrganisationKind.MUNICIPALITY: mark("Kommune"),
    OrganisationKind.ASSOCIATION: mark("Verein oder Verband"),
}
CARRIERS: dict[Carrier, str] = {
    Carrier.JOINT: mark("gemeinsame Einrichtung (gE)"),
    Carrier.MUNICIPAL: mark("zugelassener kommunaler Träger (zkT)"),
}
SIZES = {
    "<10": mark("unter 10 Beschäftigte"),
    "10-49": mark("10 bis 49 Beschäftigte"),
    "50-99": mark("50 bis 99 Beschäftigte"),
    "100-249": mark("100 bis 249 Beschäftigte"),
    "250-499": mark("250 bis 499 Beschäftigte"),
    "500-1499": mark("500 bis 1.499 Beschäftigte"),
    ">=1500": mark("1.500 Beschäftigte und mehr"),
}
COLUMNS = {
    "name": mark("Name"),
    "kind": mark("Art"),
    "branch": mark("Branche"),
    "headcount": mark("Beschäftigte"),
    "carrier": mark("Trägerform"),
    "joined_on": mark("Mitglied seit"),
    "address": mark("Anschrift"),
    "street": mark("Straße"),
    "postcode": mark("PLZ"),
    "city": mark("Ort"),
    "contact_name": mark("Ansprechperson"),
    "contact_email": mark("E-Mail"),
}
FAULTS = {
    "missing": mark("fehlt"),
    "too-long": mark("ist zu lang"),
    "whole-number": mark("ist keine ganze Zahl"),
    "day": mark("ist kein Datum wie 01.05.2024"),
    "day-range": mark("liegt vor 1900 oder mehr als ein Jahr in der Zukunft"),
    "kind": mark("kennen wir nicht; möglich sind zum Beispiel Betrieb, Krankenkasse, Kommune"),
    "carrier": mark("kennen wir nicht; möglich sind gE und zkT"),
    "carrier-kind": mark("gibt es nur bei Jobcentern"),
    "email": mark("ist keine E-Mail-Adresse"),
    "line-break": mark("muss in einer Zeile stehen"),
    "character": mark("enthält ein Zeichen, das wir nicht verwenden können"),
}
FILES = {
    "missing": mark("Bitte wählen Sie eine Datei aus."),
    "file-empty": mark("In dieser Datei stehen keine Mitglieder."),
    "file-too-large": mark("Diese Datei ist zu groß. Mehr als 900 Kilobyte lesen wir nicht."),
    "file-rows": mark("Diese Liste ist zu lang. Wir lesen höchstens 2.000 Zeilen auf einmal."),
    "file-columns": mark("Diese Liste hat mehr als 60 Spalten."),
    "file-cell": mark("In einer Zelle dieser Liste steht zu viel Text."),
    "file-old": mark("Dieses alte Format lesen wir nicht. Bitte speichern Sie als XLSX oder CSV."),
    "file-no-name": mark(
        "Wir finden keine Spalte für den Namen. Eine Spalte muss „Name“ oder „Betrieb“ heißen."
    ),
    "file-two-columns": mark("Zwei Spalten dieser Liste haben dieselbe Bedeutung."),
}

UNREADABLE = mark("Diese Datei können wir nicht lesen. Bitte nehmen Sie XLSX oder CSV.")


def kind_text(kind: OrganisationKind) -> str:
    """The kind of an organisation."""
    return gettext(KINDS[kind])


def carrier_text(carrier: Carrier | None) -> str:
    """The carrier of a job centre; empty without one."""
    return gettext(CARRIERS[carrier]) if carrier else ""


def size_text(size: str | None) -> str:
    """The class of size; empty where nobody has said it."""
    return gettext(SIZES[size]) if size else ""


def column_text(fault: RowFault) -> str:
    """The column as the file calls it, else as we do."""
    return fault.heading or gettext(COLUMNS[fault.field])


def fault_text(fault: RowFault) -> str:
    """What is wrong with a cell, after its column: "Beschäftigte: ist keine ganze Zahl"."""
    if fault.other_line is not None:
        return gettext(mark("steht schon in Zeile %(line)s")) % {"line": fault.other_line}
    return gettext(FAULTS.get(fault.code, mark("stimmt nicht")))


def file_text(error: FieldError) -> str:
    """What is wrong with a file."""
    return gettext(FILES.get(error.code, UNREADABLE))
