"""Dates, times and numbers as people of a language write them, in the event's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import format_decimal, format_percent

from shared.web.languages import Locale, current_locale, gettext

NO_BREAK = "\u00a0"
# Per language (`Locale.html`). Digits are European everywhere, as on the clocks and signs of the
# house. A range is in words where a dash between times would be read backwards (Arabic).
_DAY = {
    "de": "EEEE, d. MMMM y",
    "en": "EEEE, d MMMM y",
    "uk": "EEEE, d MMMM y 'р'.",
    "ar": "EEEE، d MMMM y",
    "tr": "d MMMM y EEEE",
    "ru": "EEEE, d MMMM y 'г'.",
}
_SHORT_DAY = {
    "de": "dd.MM.y",
    "en": "d MMM y",
    "uk": "dd.MM.y",
    "ar": "d MMMM y",
    "tr": "dd.MM.y",
    "ru": "dd.MM.y",
}
_DAY_OF_A_PROGRAMME = {
    "de": "EEE, d. MMM",
    "en": "EEE d MMM",
    "uk": "EEE, d MMM",
    "ar": "EEEE، d MMM",
    "tr": "d MMM EEE",
    "ru": "EEE, d MMM",
}
_TIME = {"de": f"{{}}{NO_BREAK}Uhr"}
_TIMES = {
    "de": f"{{}} bis {{}}{NO_BREAK}Uhr",
    "en": "{} to {}",
    "uk": "з {} до {}",
    "ar": "من {} إلى {}",
    "tr": "{} – {}",
    "ru": "с {} до {}",
}
_SPAN = {
    "de": "{} bis {}",
    "en": "{} to {}",
    "uk": "{} – {}",
    "ar": "من {} إلى {}",
    "tr": "{} – {}",
    "ru": "{} – {}",
}
_COMMA = {"ar": "،"}


def local(instant: datetime, zone: str) -> datetime:
    """The instant as the clocks at the event show it."""
    return instant.astimezone(ZoneInfo(zone))


def day(instant: datetime | date, zone: str = "Europe/Berlin", locale: Locale | None = None) -> str:
    """Mittwoch, 12. Mai 2027."""
    chosen = locale or current_locale.get()
    return babel_date(_date(instant, zone), _DAY[chosen.html], locale=chosen.babel)


def short_day(
    instant: datetime | date, zone: str = "Europe/Berlin", locale: Locale | None = None
) -> str:
    """12.05.2027."""
    chosen = locale or current_locale.get()
    return babel_date(_date(instant, zone), _SHORT_DAY[chosen.html], locale=chosen.babel)


def time(instant: datetime, zone: str = "Europe/Berlin", locale: Locale | None = None) -> str:
    """09:30 Uhr ("Uhr" in German only)."""
    chosen = locale or current_locale.get()
    return _TIME.get(chosen.html, "{}").format(clock(instant, zone, chosen))


def clock(instant: datetime, zone: str = "Europe/Berlin", locale: Locale | None = None) -> str:
    """09:30."""
    chosen = locale or current_locale.get()
    return babel_time(local(instant, zone).time(), "HH:mm", locale=chosen.babel)


def day_and_time(
    instant: datetime, zone: str = "Europe/Berlin", locale: Locale | None = None
) -> str:
    """Mittwoch, 12. Mai 2027, 09:30 Uhr."""
    return _joined(day(instant, zone, locale), time(instant, zone, locale), locale)


def span(
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "Europe/Berlin",
    locale: Locale | None = None,
) -> str:
    """Mittwoch, 12. Mai 2027, 09:00 bis 13:00 Uhr; over several days with both dates."""
    if local(starts_at, zone).date() == local(ends_at, zone).date():
        return _joined(
            day(starts_at, zone, locale), times(starts_at, ends_at, zone, locale), locale
        )
    first, last = day_and_time(starts_at, zone, locale), day_and_time(ends_at, zone, locale)
    return _SPAN[(locale or current_locale.get()).html].format(first, last)


def times(
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "Europe/Berlin",
    locale: Locale | None = None,
) -> str:
    """09:00 bis 13:00 Uhr."""
    pattern = _TIMES[(locale or current_locale.get()).html]
    return pattern.format(clock(starts_at, zone, locale), clock(ends_at, zone, locale))


def programme_day(
    instant: datetime, zone: str = "Europe/Berlin", locale: Locale | None = None
) -> str:
    """Mi., 12. Mai: the day of a part of a programme, whose year is said elsewhere."""
    chosen = locale or current_locale.get()
    return babel_date(_date(instant, zone), _DAY_OF_A_PROGRAMME[chosen.html], locale=chosen.babel)


def programme_times(
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "Europe/Berlin",
    locale: Locale | None = None,
) -> str:
    """Mi., 12. Mai, 09:00 bis 13:00 Uhr: a part of a programme over several days."""
    first = programme_day(starts_at, zone, locale)
    return _joined(first, times(starts_at, ends_at, zone, locale), locale)


def session_times(
    session: tuple[datetime, datetime],
    event: tuple[datetime, datetime],
    zone: str = "Europe/Berlin",
    locale: Locale | None = None,
) -> str:
    """When a session is: with its day where its event, from start to end, has several."""
    shown = programme_times if several_days(*event, zone) else times
    return shown(*session, zone, locale)


def several_days(starts_at: datetime, ends_at: datetime, zone: str = "Europe/Berlin") -> bool:
    """Whether a clock time alone doesn't say when something is."""
    return local(starts_at, zone).date() != local(ends_at, zone).date()


def number(value: float, locale: Locale | None = None) -> str:
    """1.100 in German, 1,100 in English."""
    return format_decimal(value, locale=(locale or current_locale.get()).babel)


def percent(share: float, locale: Locale | None = None) -> str:
    """78,5 % from 0.785."""
    return format_percent(share, "#,##0.# %", locale=(locale or current_locale.get()).babel)


def free_places(free: int | None) -> str:
    """The words beside a session: how many places are left."""
    if free is None:
        return gettext("ohne Platzgrenze")
    if free <= 0:
        return gettext("Warteliste")
    if free <= 5:
        return gettext("nur %(free)s frei", free=number(free))
    return gettext("%(free)s frei", free=number(free))


def _joined(day_text: str, time_text: str, locale: Locale | None) -> str:
    comma = _COMMA.get((locale or current_locale.get()).html, ",")
    return f"{day_text}{comma} {time_text}"


def _date(instant: datetime | date, zone: str) -> date:
    return local(instant, zone).date() if isinstance(instant, datetime) else instant
