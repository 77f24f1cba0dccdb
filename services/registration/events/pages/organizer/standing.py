"""How an event stands and what comes next, in words for its team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.registration.events.domain import Event, Status
from services.registration.events.pages.organizer.sections import PROGRAMME, SECTIONS, STEPS
from shared.web.formats import day_and_time, number
from shared.web.languages import gettext, mark, ngettext


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now. `action` is what the button says; `plans`: only who plans can do it."""

    title: str
    text: str
    action: str
    path: str
    plans: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """`facts`: short sentences without a full stop. `gaps`: what guests will miss, by section."""

    facts: tuple[str, ...]
    next: NextStep | None
    gaps: dict[str, str]


def standing(event: Event, taken: int, now: datetime) -> Standing:
    """What the team sees on top of an event's page."""
    return Standing(tuple(_facts(event, taken, now)), _next(event, now), gaps(event))


def gaps(event: Event) -> dict[str, str]:
    """What guests will miss, by section, in the language of this request."""
    found = {slug: section.gap(event) for slug, section in SECTIONS.items()}
    if not event.sessions:
        found[PROGRAMME] = mark("Das Programm ist noch leer.")
    return {slug: gettext(text) for slug in STEPS if (text := found.get(slug))}


def places_words(event: Event, taken: int) -> str:
    """14 von 40 Plätzen vergeben."""
    if event.capacity is None:
        return ngettext(
            "%(shown)s Anmeldung, ohne Platzgrenze",
            "%(shown)s Anmeldungen, ohne Platzgrenze",
            taken,
            shown=number(taken),
        )
    return gettext(
        "%(taken)s von %(capacity)s Plätzen vergeben",
        taken=number(taken),
        capacity=number(event.capacity),
    )


def registration_words(event: Event, now: datetime) -> str:
    """Anmeldung offen bis Mittwoch, 12. Mai 2027, 09:00 Uhr."""
    if now < event.registration_opens_at:
        opens = day_and_time(event.registration_opens_at, event.time_zone)
        return gettext("Anmeldung öffnet am %(when)s", when=opens)
    if now < event.registration_closes_at:
        closes = day_and_time(event.registration_closes_at, event.time_zone)
        return gettext("Anmeldung offen bis %(when)s", when=closes)
    return gettext("Anmeldung geschlossen")


def runs(event: Event, now: datetime) -> bool:
    """Whether it is going on."""
    return event.status is Status.PUBLISHED and event.starts_at <= now < event.ends_at


def _facts(event: Event, taken: int, now: datetime) -> list[str]:
    if event.status is Status.DRAFT:
        return [gettext("nur das Team sieht sie"), _planned_places(event)]
    if event.status is Status.CANCELLED:
        if not event.is_public:
            return [gettext("war nie veröffentlicht")]
        return [gettext("die öffentliche Seite zeigt die Absage")]
    if event.status is Status.CLOSED:
        return [places_words(event, taken)]
    if runs(event, now):
        return [gettext("läuft gerade"), places_words(event, taken)]
    if now >= event.ends_at:
        return [gettext("ist vorbei"), places_words(event, taken)]
    return [places_words(event, taken), registration_words(event, now)]


def _planned_places(event: Event) -> str:
    if event.capacity is None:
        return gettext("ohne Platzgrenze")
    return ngettext(
        "%(shown)s Platz geplant",
        "%(shown)s Plätze geplant",
        event.capacity,
        shown=number(event.capacity),
    )


def _next(event: Event, now: datetime) -> NextStep | None:
    if event.status is Status.DRAFT:
        return _next_of_draft(event, now)
    if event.status is Status.CLOSED:
        return NextStep(
            gettext("Bericht ansehen"),
            gettext("Der Bericht ist da; die Partner haben ihn per E-Mail bekommen.")
            if event.reported_at
            else gettext("Der Bericht entsteht von selbst; die Partner bekommen ihn per E-Mail."),
            gettext("Zu den Berichten"),
            f"/reporting/events/{event.id}/editions",
        )
    if event.status is Status.CANCELLED:
        return None
    own = f"/organizer/events/{event.id}"
    if now >= event.ends_at:
        return NextStep(
            gettext("Veranstaltung abschließen"),
            gettext("Sind alle Zahlen da? Nach dem Abschließen entsteht der Bericht von selbst."),
            gettext("Abschließen"),
            f"{own}/close",
            plans=True,
        )
    if runs(event, now):
        return NextStep(
            gettext("Einlass und Zahlen im Blick behalten"),
            gettext("Die Live-Ansicht zeigt, wie viele gerade da sind."),
            gettext("Live ansehen"),
            f"/reporting/events/{event.id}/live",
        )
    if now < event.registration_opens_at:
        return NextStep(
            gettext("Einladen"),
            gettext("Die Seite ist schon zu sehen. Sie können den Link weitergeben."),
            gettext("Seite für Gäste"),
            f"/e/{event.id}",
        )
    if now < event.registration_closes_at:
        return NextStep(
            gettext("Anmeldungen im Blick behalten"),
            gettext("Sie sehen, wer sich angemeldet hat, und können Plätze nachlegen."),
            gettext("Anmeldungen"),
            f"{own}/registrations",
        )
    return NextStep(
        gettext("Den Tag vorbereiten"),
        gettext("Die Anmeldung ist geschlossen. Jetzt Listen drucken und den Einlass einrichten."),
        gettext("Anmeldungen"),
        f"{own}/registrations",
    )


def _next_of_draft(event: Event, now: datetime) -> NextStep:
    own = f"/organizer/events/{event.id}"
    if event.ends_at <= now:
        return NextStep(
            gettext("Neuen Termin wählen"),
            gettext("Das Ende liegt in der Vergangenheit, so kann sie niemand veröffentlichen."),
            gettext("Zeit und Ort ändern"),
            f"{own}/plan/where",
            plans=True,
        )
    missing = gaps(event)
    if missing:
        slug, text = next(iter(missing.items()))
        title = gettext("Programm") if slug == PROGRAMME else gettext(SECTIONS[slug].title)
        return NextStep(
            gettext("Weiter planen: %(section)s", section=title),
            text,
            gettext("Weiter planen"),
            f"{own}/plan/{slug}",
            plans=True,
        )
    return NextStep(
        gettext("Ansehen und veröffentlichen"),
        gettext("Alles Wichtige ist da. Sehen Sie sich die Seite noch an wie Ihre Gäste."),
        gettext("Vorschau"),
        f"{own}/preview",
    )
