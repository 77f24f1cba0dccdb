"""Words on the screen of the desk."""

from __future__ import annotations

from services.registration.bookings.errors import NobodyMovesUp
from services.registration.desk.errors import (
    NobodyChosen,
    NobodyToWriteTo,
    NothingToTell,
    SelectionChanged,
    TooManyChosen,
    TooManyMessages,
    TooManyToTakeAway,
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
NOT_MOVED_WORDS = {
    "full": mark("kein freier Platz"),
    "overlap": mark("zur selben Zeit wie ein anderes Angebot"),
    "session-over": mark("das Angebot ist vorbei"),
}
"""Why somebody stays as they are; any other reason is `NOT_MOVED`."""
NOT_MOVED = mark("es geht nicht")
CALL_WORDS = {
    "promoted": mark("hat jetzt einen Platz"),
    "declined": mark("bekommt leider keinen Platz"),
    "session_moved": mark("ein gewähltes Angebot hat eine neue Zeit"),
    "session_cancelled": mark("ein gewähltes Angebot fällt aus"),
    "event_moved": mark("Veranstaltung ist verlegt"),
    "event_cancelled": mark("Veranstaltung ist abgesagt"),
}
NOBODY_TICKED = mark("Bitte wählen Sie zuerst Personen aus der Liste aus.")
UNKNOWN_CODE = mark("Diesen Anmeldecode gibt es bei dieser Veranstaltung nicht.")
REFUSED_TEXTS: dict[type[Refused], str] = {
    NobodyChosen: mark("Bitte wählen Sie zuerst Personen aus der Liste aus."),
    VisitorsStayUnknown: mark(
        "Bei dieser Veranstaltung melden Sie niemanden selbst an. Geben Sie Besucherkarten aus."
    ),
    TooManyToWriteTo: mark("Das sind zu viele für eine Nachricht. Grenzen Sie die Liste ein."),
    NothingToTell: mark("Inzwischen gibt es hier etwas Neues. Bitte sehen Sie noch einmal hin."),
    TooManyChosen: mark("Das sind zu viele auf einmal. Grenzen Sie die Liste ein."),
    TooManyToTakeAway: mark("Das sind zu viele für eine Datei. Grenzen Sie die Liste ein."),
    SelectionChanged: mark("Inzwischen sind es andere als eben. Bitte sehen Sie noch einmal hin."),
    TooManyMessages: mark("Für heute sind genug Nachrichten verschickt. Versuchen Sie es morgen."),
    NobodyMovesUp: mark("Bei dieser Veranstaltung gibt das Team jeden Platz selbst."),
    NobodyToWriteTo: mark("Keine dieser Personen hat eine E-Mail-Adresse hinterlassen."),
}
