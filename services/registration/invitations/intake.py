"""Who is to be invited, cleaned: typed one by one or read from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.registration.access.domain import normalised_email
from services.registration.invitations.domain import (
    ADDRESS_LINES_MAX,
    ADDRESS_MAX_CHARACTERS,
    LIST_MAX,
    NAME_MAX_CHARACTERS,
    Channel,
)
from shared.errors import FieldError, InvalidFields
from shared.uploaded_tables import Line, read_table
from shared.web.languages import GERMAN, LOCALES
from shared.web.text import clean_line, clean_text, holds_link

LIST_MAX_BYTES = 256 * 1024
HEADINGS = frozenset({"name", "namen", "vorname und name", "vor- und nachname"})
FORMULA = ("=", "+", "-", "@")
CODES = frozenset(locale.code for locale in LOCALES)


@dataclass(frozen=True, slots=True)
class Guest:
    """One person to be invited. Without `channel`: by mail where there is an address.

    `where`: the place in what was sent, for naming it in an error.
    """

    name: str | None = None
    email: str | None = None
    address: str | None = None
    locale: str = GERMAN.code
    channel: Channel | None = None
    where: str = ""


def cleaned(guests: Sequence[Guest], path: str = "invitations[{}]") -> list[Guest]:
    """The same, fit to be kept; raises InvalidFields naming all that is wrong.

    `path` gives the name of the place of each, counted from 0.
    """
    if not 1 <= len(guests) <= LIST_MAX:
        field = path.partition("[")[0]
        raise InvalidFields.one(field, f"1 to {LIST_MAX} people", "too-long")
    faults: list[FieldError] = []
    found = [_guest(guest, path.format(n), faults) for n, guest in enumerate(guests)]
    if faults:
        raise InvalidFields(faults)
    return found


def read_list(content: bytes, locale: str, channel: Channel | None, field: str) -> list[Guest]:
    """The people of a list: name; e-mail; postal address (its lines divided by `|`).

    CSV, XLSX or pasted text. Blocks while it reads. Raises InvalidFields, by line
    (`list[3].email`).
    """
    lines = read_table(content, bytes_max=LIST_MAX_BYTES, rows_max=LIST_MAX + 1, field=field)
    if lines[0].cells[0].casefold() in HEADINGS:
        lines = lines[1:]
    if not 1 <= len(lines) <= LIST_MAX:
        raise InvalidFields.one(field, f"1 to {LIST_MAX} people", "too-long")
    faults: list[FieldError] = []
    guests = [
        _guest(_of_line(line, locale, channel), f"{field}[{line.number}]", faults) for line in lines
    ]
    if faults:
        raise InvalidFields(faults)
    return guests


def _of_line(line: Line, locale: str, channel: Channel | None) -> Guest:
    name, email, address = (*line.cells, "", "", "")[:3]
    return Guest(name, email or None, address.replace("|", "\n") or None, locale, channel)


def _guest(guest: Guest, path: str, faults: list[FieldError]) -> Guest:
    email = _email(guest.email, f"{path}.email", faults)
    address = _address(guest.address, f"{path}.address", faults)
    if guest.locale not in CODES:
        faults.append(FieldError(f"{path}.locale", f"is not one of {sorted(CODES)}", "choice"))
    channel = guest.channel or (Channel.MAIL if email or not address else Channel.LETTER)
    if channel is Channel.MAIL and not (guest.email or "").strip():
        faults.append(FieldError(f"{path}.email", "or a postal address is missing", "no-way"))
    return Guest(
        name=_name(guest.name, f"{path}.name", faults),
        email=email,
        address=address,
        locale=guest.locale,
        channel=channel,
        where=path,
    )


def _name(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    try:
        name = clean_line(text or "", NAME_MAX_CHARACTERS, path)
    except InvalidFields as invalid:
        faults.extend(invalid.errors)
        return None
    if not name:
        faults.append(FieldError(path, "is missing", "missing"))
    elif name.startswith(FORMULA):
        faults.append(FieldError(path, "must not begin like a formula", "character"))
    elif holds_link(name):
        faults.append(FieldError(path, "must not hold a link or an address", "link"))
    return name


def _email(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    if not text or not text.strip():
        return None
    email = normalised_email(text)
    if email is None:
        faults.append(FieldError(path, "is not an e-mail address we can write to", "email"))
    return email


def _address(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    if not text:
        return None
    try:
        address = clean_text(text, ADDRESS_MAX_CHARACTERS, path)
    except InvalidFields as invalid:
        faults.extend(invalid.errors)
        return None
    lines = [line.strip() for line in address.split("\n") if line.strip()]
    if len(lines) > ADDRESS_LINES_MAX:
        faults.append(FieldError(path, f"at most {ADDRESS_LINES_MAX} lines", "too-long"))
    return "\n".join(lines) or None
