"""What people write into cells, as values. Each raises NotOne with the reason."""

from __future__ import annotations

import re
from datetime import date

from services.registration.organisations.domain import Carrier, OrganisationKind, name_key

HEADCOUNT_MAX = 10_000_000

_KINDS: dict[OrganisationKind, tuple[str, ...]] = {
    OrganisationKind.NETWORK: ("Netzwerk",),
    OrganisationKind.COMPANY: ("Betrieb", "Unternehmen", "Firma"),
    OrganisationKind.JOB_CENTRE: ("Jobcenter", "job centre"),
    OrganisationKind.EMPLOYMENT_AGENCY: (
        "Agentur für Arbeit", "Arbeitsagentur", "employment agency"
    ),
    OrganisationKind.INSURER: ("Krankenkasse", "Kasse"),
    OrganisationKind.UNIVERSITY: ("Hochschule", "Universität", "Uni"),
    OrganisationKind.MUNICIPALITY: (
        "Kommune", "Stadt", "Gemeinde", "Landkreis", "Kreis", "Stadtverwaltung"
    ),
    OrganisationKind.ASSOCIATION: ("Verein", "Verband", "Kammer", "Innung"),
}  # fmt: skip
_KIND_BY_KEY = {
    name_key(word): kind
    for kind, words in _KINDS.items()
    for word in (*words, kind.value)
}  # fmt: skip
_CARRIER_BY_KEY = {
    "ge": Carrier.JOINT,
    "gemeinsame einrichtung": Carrier.JOINT,
    "zkt": Carrier.MUNICIPAL,
    "zugelassener kommunaler trager": Carrier.MUNICIPAL,
    "optionskommune": Carrier.MUNICIPAL,
}
_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class NotOne(ValueError):  # noqa: N818 - says what a text isn't
    """A text that is no such value; `reason` in English, `code` for the catalogues."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def kind_of(text: str) -> OrganisationKind:
    """The kind of an organisation, in German or as the API calls it."""
    found = _KIND_BY_KEY.get(name_key(text))
    if found is None:
        raise NotOne("is no kind of organisation we know", "kind")
    return found


def carrier_of(text: str) -> Carrier:
    """gE or zkT, also in full."""
    found = _CARRIER_BY_KEY.get(name_key(text))
    if found is None:
        raise NotOne("must be gE or zkT", "carrier")
    return found


def headcount_of(text: str) -> int:
    """A whole number of people; 1.200 and 1 200 are twelve hundred."""
    digits = _BLANKS.sub("", text)
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise NotOne("is no whole number", "whole-number")
    if int(digits) > HEADCOUNT_MAX:
        raise NotOne(f"is more than {HEADCOUNT_MAX}", "whole-number")
    return int(digits)


def day_of(text: str) -> date:
    """A day as 2024-05-01 or 1.5.2024."""
    try:
        if found := _DAY.fullmatch(text.strip()):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotOne("is no day such as 2024-05-01 or 01.05.2024", "day") from None
