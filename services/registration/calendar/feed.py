"""A calendar as iCalendar (RFC 5545, 7986) for programs that subscribe to it.

An event keeps its UID for ever; SEQUENCE is its version, so that a changed or called-off event
replaces what a calendar program has. Nothing depends on who asks or when: the same events give the
same bytes, and therefore the same ETag.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from icalendar import Calendar
from icalendar import Event as Component

from services.registration.calendar.domain import Entry
from services.registration.calendar.use_cases import Feed
from shared.web.languages import Locale, mark, translate
from shared.web.localized import said
from shared.web.words import EVENT_KINDS

REFRESH = timedelta(hours=6)
"""How often a program should look again; places are not in the feed, so days hardly matter."""
CALLED_OFF = mark("Abgesagt: %(title)s")
CALENDAR_NAME = mark("Veranstaltungen: %(name)s")


def write_feed(feed: Feed, *, url: str, base_url: str, locale: Locale) -> bytes:
    """The feed that people find as a page at `url`; times are instants (UTC)."""
    calendar = Calendar()
    name = translate(locale, CALENDAR_NAME, name=feed.organisation)
    calendar.add("prodid", "-//Auftakt//Kalender//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("url", url)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in feed.entries:
        calendar.add_component(_component(entry, base_url, locale))
    return bytes(calendar.to_ical())


def _component(entry: Entry, base_url: str, locale: Locale) -> Component:
    event = entry.event
    changed_at = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    made = Component()
    made.add("uid", f"{event.id}@auftakt")
    made.add("dtstamp", changed_at)
    made.add("last-modified", changed_at)
    made.add("sequence", event.version)
    made.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    made.add("summary", _summary(entry, locale))
    made.add("dtstart", event.starts_at.astimezone(UTC))
    made.add("dtend", event.ends_at.astimezone(UTC))
    if event.where:
        made.add("location", event.where)
    if description := _description(entry, locale):
        made.add("description", description)
    made.add("categories", [translate(locale, EVENT_KINDS[event.kind.value])])
    made.add("url", f"{base_url}/e/{event.id}")
    made.add("transp", "TRANSPARENT")  # to know of an event is not to be busy
    return made


def _summary(entry: Entry, locale: Locale) -> str:
    event = entry.event
    title = said(event.texts, "title", locale.code, event.title) or event.title
    return translate(locale, CALLED_OFF, title=title) if entry.is_cancelled else str(title)


def _description(entry: Entry, locale: Locale) -> str:
    summary = said(entry.event.texts, "summary", locale.code)
    return "\n\n".join(part for part in (summary, entry.organiser) if part)
