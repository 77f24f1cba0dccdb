"""Words on the screen of the desk."""

from __future__ import annotations

from services.registration.desk.errors import (
    NobodyChosen,
    NobodyToWriteTo,
    TooManyMessages,
    TooManyToWriteTo,
    VisitorsStayUnknown,
)
from shared.errors import Refused
from shared.web.languages import mark

STATUS_WORDS = {
    "confirmed": mark("bestätigt"),
    "waitlisted": mark("Warteliste"),
    "offered": mark("Platz angeboten"),
    "cancelled": mark("abgesagt"),
}
REFUSED_TEXTS: dict[type[Refused], str] = {
    NobodyChosen: mark("Bitte wählen Sie zuerst Personen aus der Liste aus."),
    VisitorsStayUnknown: mark(
        "Bei dieser Veranstaltung melden Sie niemanden selbst an. Geben Sie Besucherkarten aus."
    ),
    TooManyToWriteTo: mark("Das sind zu viele für eine Nachricht. Grenzen Sie die Liste ein."),
    TooManyMessages: mark("Für heute sind genug Nachrichten verschickt. Versuchen Sie es morgen."),
    NobodyToWriteTo: mark("Keine dieser Personen hat eine E-Mail-Adresse hinterlassen."),
}
