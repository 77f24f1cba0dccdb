"""The whole plan of an event at a glance: a line or two for each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event, Organisation
from services.registration.events.pages.organizer.editing import step_title
from services.registration.events.pages.organizer.sections import PROGRAMME, STEPS
from services.registration.events.pages.organizer.standing import gaps, registration_words
from services.registration.events.pages.organizer.wording import IDENTITIES, IN_HOUSES
from services.registration.events.pages.place import place_of
from shared.web.formats import number, span
from shared.web.languages import GERMAN, LOCALES, gettext, ngettext
from shared.web.words import kind_label


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the plan; `gap`: what guests will miss."""

    slug: str
    title: str
    lines: tuple[str, ...]
    gap: str | None


def plan_rows(
    event: Event,
    organisations: Mapping[UUID, Organisation],
    now: datetime,
    others: Mapping[str, Sequence[str]],
) -> list[Row]:
    """Each part of the plan with what is in it; `others`: what later slices say of theirs."""
    lines: dict[str, Sequence[str]] = {
        "basics": [kind_label(event.kind.value), gettext(IDENTITIES[event.identity.value])],
        "where": _where(event),
        "accessibility": [words for words, _ in place_of(event).features],
        "texts": [_languages(event)],
        PROGRAMME: [_programme(event)],
        "places": _places(event, now),
        "people": _people(event, organisations),
        "counting": _counting(event),
        **others,
    }
    missing = gaps(event)
    return [
        Row(slug, step_title(slug), tuple(filter(None, lines.get(slug, ()))), missing.get(slug))
        for slug in STEPS
    ]


def _where(event: Event) -> list[str]:
    place = place_of(event)
    address = ", ".join(place.address)
    when = span(event.starts_at, event.ends_at, event.time_zone)
    return [when, event.venue or "", address, place.mode or ""]


def _languages(event: Event) -> str:
    codes = {
        GERMAN.code,
        *(code for code, text in event.texts.items() if text.title or text.summary),
    }
    return ", ".join(each.label for each in LOCALES if each.code in codes)


def _programme(event: Event) -> str:
    count = sum(session.slot_of is None for session in event.sessions)
    return ngettext("%(num)s Programmpunkt", "%(num)s Programmpunkte", count) if count else ""


def _places(event: Event, now: datetime) -> list[str]:
    if event.capacity is None:
        places = gettext("ohne Platzgrenze")
    else:
        places = ngettext(
            "%(shown)s Platz", "%(shown)s Plätze", event.capacity, shown=number(event.capacity)
        )
    waiting = gettext("mit Warteliste") if event.waitlist else gettext("ohne Warteliste")
    least = event.minimum_participants
    minimum = gettext("mindestens %(num)s", num=number(least)) if least else ""
    return [", ".join(filter(None, (places, minimum, waiting))), registration_words(event, now)]


def _people(event: Event, organisations: Mapping[UUID, Organisation]) -> list[str]:
    together = ", ".join(organisations[id_].name for id_ in event.co_organiser_ids)
    partners = ", ".join(organisations[id_].name for id_ in event.partner_ids)
    contact = event.contact
    asked = ", ".join(filter(None, (contact.name, contact.phone, contact.email))) if contact else ""
    return [
        gettext("Gemeinsam mit %(names)s", names=together) if together else "",
        gettext("Mit %(names)s", names=partners) if partners else "",
        asked,
    ]


def _counting(event: Event) -> list[str]:
    if event.report.policy == "small_cells":
        report = gettext("Zahlen unter %(k)s werden nicht ausgewiesen", k=event.report.min_cell)
    else:
        report = gettext("Delegationen mit Kopfzahlen")
    in_house = gettext(IN_HOUSES[event.in_house.value])
    return [gettext("Im Haus: %(how)s", how=in_house), report]
