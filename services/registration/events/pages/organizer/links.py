"""Pages about an event that other slices and services make, as far as they are here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Litestar

from services.registration.events.domain import Status
from services.registration.events.pages.organizer.asking import AnyRequest, Asked
from services.registration.events.policy import AT_THE_DOOR, PLANS, PRINTS, WATCHES
from shared.web.languages import gettext, mark

TEAM = AT_THE_DOOR | WATCHES
OPEN = frozenset({Status.PUBLISHED})
PUBLIC = frozenset({Status.PUBLISHED, Status.CLOSED, Status.CANCELLED})
HELD = frozenset({Status.PUBLISHED, Status.CLOSED})
ALWAYS = frozenset(Status)


@dataclass(frozen=True, slots=True)
class Link:
    """A page with what it is for; `path` has places for the event and its organizer.

    `route`: the path of this service that has to exist, None where another service answers.
    """

    title: str
    text: str
    icon: str
    path: str
    states: frozenset[Status]
    roles: frozenset[str]
    route: str | None = None

    def address(self, who: Asked) -> str:
        """The path for this event."""
        return self.path.format(event_id=who.event.id, organiser_id=who.event.organiser_id)


def _own(
    title: str,
    text: str,
    icon: str,
    name: str,
    *,
    states: frozenset[Status],
    roles: frozenset[str] = WATCHES,
) -> Link:
    path = f"/organizer/events/{{event_id}}/{name}"
    return Link(title, text, icon, path, states, roles, path)


LINKS = (
    _own(
        mark("Anmeldungen"),
        mark("Wer kommt, wer wartet, wer abgesagt hat"),
        "people",
        "registrations",
        states=PUBLIC,
    ),
    _own(
        mark("Einladungen"),
        mark("Kontingente und persönliche Einladungen"),
        "mail",
        "invitations",
        states=ALWAYS,
        roles=PLANS,
    ),
    _own(
        mark("Antworten"),
        mark("Was Gäste auf Ihre Fragen geantwortet haben"),
        "info",
        "answers",
        states=PUBLIC,
    ),
    Link(
        mark("Live-Zahlen"),
        mark("Wie viele gerade da sind"),
        "chart",
        "/reporting/events/{event_id}/live",
        HELD,
        WATCHES,
    ),
    Link(
        mark("Einlass"),
        mark("Karten scannen und Gäste zählen"),
        "ticket",
        "/door/{event_id}",
        OPEN,
        AT_THE_DOOR,
        "/door/{event_id}",
    ),
    _own(
        mark("Ideen"),
        mark("Ideen im Raum sammeln und gewichten"),
        "success",
        "ideas",
        states=HELD,
    ),
    _own(
        mark("Anschlussangebote"),
        mark("Was Gäste danach tun können, zum Mitnehmen"),
        "download",
        "offers",
        states=ALWAYS,
        roles=PLANS,
    ),
    _own(
        mark("Drucken"),
        mark("Namensschilder, Listen, Schilder, Plakat"),
        "print",
        "prints",
        states=ALWAYS,
        roles=PRINTS,
    ),
    Link(
        mark("Berichte"),
        mark("Fassungen zum Ansehen und Herunterladen"),
        "document",
        "/reporting/events/{event_id}/editions",
        HELD,
        WATCHES,
    ),
    Link(
        mark("Kalender einbinden"),
        mark("Alle Termine auf der eigenen Internetseite"),
        "calendar",
        "/organizer/calendar/{organiser_id}",
        ALWAYS,
        PLANS,
        "/organizer/calendar/{organisation_id}",
    ),
    Link(
        mark("Seite für Gäste"),
        mark("So sieht es die Öffentlichkeit"),
        "arrow",
        "/e/{event_id}",
        PUBLIC,
        TEAM,
    ),
)


def links_of(request: AnyRequest, who: Asked) -> list[dict[str, Any]]:
    """What the person may open for this event now, in the language of the request."""
    here = _routes(request.app)
    return [
        {
            "title": gettext(link.title),
            "text": gettext(link.text),
            "icon": link.icon,
            "path": link.address(who),
        }
        for link in LINKS
        if who.event.status in link.states
        and (who.event.is_public or Status.DRAFT in link.states)
        and who.may(link.roles)
        and (link.route is None or link.route in here)
    ]


def _routes(app: Litestar) -> frozenset[str]:
    return frozenset(getattr(route, "path_format", route.path) for route in app.routes)
