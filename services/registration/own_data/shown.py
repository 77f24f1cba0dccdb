"""An account in the language of the reader: as a page, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.registration.access.words import DEEDS
from services.registration.own_data.domain import Account, Known
from services.registration.own_data.words import FIELDS, PURPOSES, RECIPIENTS, TITLES, VALUES
from services.registration.questions.domain.support import Need
from services.registration.questions.shown import NEEDS
from shared.web import formats
from shared.web.languages import current_locale, gettext, locale_named, mark
from shared.web.words import state_label


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of data as it is read."""

    title: str
    purpose: str
    recipients: str
    kept_until: str
    entries: list[list[tuple[str, str]]]


def shown(account: Account) -> list[Shown]:
    """All of it, in order."""
    return [
        Shown(
            title=gettext(TITLES[known.kind]),
            purpose=gettext(PURPOSES[known.kind]),
            recipients="; ".join(gettext(RECIPIENTS[name]) for name in known.recipients),
            kept_until=_day(known.kept_until or account.kept_until, account),
            entries=[_lines(entry, account) for entry in known.entries],
        )
        for known in account.known
    ]


def as_json(account: Account) -> dict[str, Any]:
    """All of it for a program, with the words that a person needs beside."""
    zone = ZoneInfo(account.event.time_zone)
    return {
        "registration_id": account.booking.id,
        "event": {
            "id": account.event.id,
            "title": account.event.title,
            "starts_at": account.event.starts_at.astimezone(zone),
        },
        "controller": account.organiser,
        "as_of": account.as_of.astimezone(zone),
        "kept_until": account.kept_until.astimezone(zone),
        "kinds": [_kind(known, account, zone) for known in account.known],
    }


def _kind(known: Known, account: Account, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "kind": known.kind,
        "title": gettext(TITLES[known.kind]),
        "purpose": gettext(PURPOSES[known.kind]),
        "recipients": [gettext(RECIPIENTS[name]) for name in known.recipients],
        "kept_until": (known.kept_until or account.kept_until).astimezone(zone),
        "entries": [dict(entry) for entry in known.entries],
    }


def _lines(entry: Mapping[str, Any], account: Account) -> list[tuple[str, str]]:
    return [
        (gettext(FIELDS[field]), text)
        for field, value in entry.items()
        if (text := _text(field, value, account))
    ]


def _text(field: str, value: Any, account: Account) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, datetime):
        return _day(value, account) if field == "kept_until" else _moment(value, account)
    if isinstance(value, bool):
        return gettext(mark("ja")) if value else gettext(mark("nein"))
    if isinstance(value, list):
        return "; ".join(_text(field, each, account) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(field, each, account)}" for key, each in value.items())
    return _word(field, str(value))


def _word(field: str, value: str) -> str:
    if field == "status":
        return state_label(value)
    if field == "language":
        return locale_named(value).label
    if field == "deed":
        return gettext(DEEDS[value]) if value in DEEDS else value
    if field == "needs":
        return gettext(NEEDS[Need(value)])
    return gettext(VALUES[value]) if value in VALUES else value


def _day(at: datetime, account: Account) -> str:
    return formats.day(at, account.event.time_zone, current_locale.get())


def _moment(at: datetime, account: Account) -> str:
    return formats.day_and_time(at, account.event.time_zone, current_locale.get())
