"""From what was sent to a booking that can be decided on: cleaned, measured, hashed.

The same for JSON and for the form. Names that look like formulas or hold links are refused: the
first would run in a spreadsheet some day, the second turn our confirmation mails into spam.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from uuid import UUID

import msgspec

from services.registration.bookings.domain.alternatives import Options, too_many
from services.registration.bookings.domain.booking import Fill
from services.registration.bookings.domain.correcting import Correction
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from services.registration.questions.domain import Answer
from services.registration.questions.domain.question import OPTIONS_MAX
from services.registration.questions.domain.support import NOTE_MAX_CHARACTERS, SupportWish
from shared.errors import FieldError, InvalidFields
from shared.ids import new_id
from shared.tokens import Keyring
from shared.web.languages import LOCALES
from shared.web.text import clean_line, clean_text, holds_link

PARTY_MAX = 50
SESSIONS_MAX = 50
ALTERNATIVES_MAX = 6
NAME_MAX = 120
EMAIL_MAX = 254
PHONE_MAX = 30
ANSWERS_MAX = 30
QUESTION_MAX = 100
ANSWER_MAX = 2_000
IDEMPOTENCY_KEY_MAX = 255
CODE_CHARACTERS = 11
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_LOCALES = frozenset(locale.code for locale in LOCALES)
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()/.-]{3,}[0-9]", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t")
_PLAIN_NAME = re.compile(r"[^\W\d_][\w' -]*(?<! )", re.ASCII)
_PAIRS = tuple(a + b for a in CROCKFORD for b in CROCKFORD)
_PAIR_SHIFTS = (54, 44, 34, 24, 14, 4)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(slots=True)
class PersonWish:
    """One attendee as sent. `sessions_any`: lists in order, of which the first that is free comes
    to `sessions`."""

    name: str | None = None
    email: str | None = None
    sessions: list[UUID] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    sessions_any: list[list[UUID]] = field(default_factory=list)
    support: SupportWish | None = None


@dataclass(slots=True)
class BookingWish:
    """A registration as sent, by whatever way."""

    people: list[PersonWish]
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    locale: str = "de"
    organisation_id: UUID | None = None
    fill: str = "all_or_none"
    invitation: str | None = None
    follow_series: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys this slice derives secrets and look-up hashes with."""

    manage: Keyring
    ticket: Keyring
    code: Keyring
    lookup: Keyring

    @property
    def proof(self) -> Keyring:
        """For the link that stands only in a mail; the same key, another purpose."""
        return Keyring("prove-booking", self.manage.keys)


class Intake:
    """Turns wishes into requests; every fault of a wish is told at once."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def request(
        self,
        event_id: UUID,
        wish: BookingWish,
        *,
        key: str | None = None,
        people_max: int = PARTY_MAX,
    ) -> BookingRequest:
        """The request to decide on; raises InvalidFields naming all that is wrong."""
        faults: list[FieldError] = []
        name = _name(wish.contact_name, "contact.name", faults)
        email = _email(wish.contact_email, "contact.email", faults)
        phone = _phone(wish.contact_phone, "contact.phone", faults)
        locale = _locale(wish.locale, faults)
        _count(wish.people, people_max, faults)
        people = []
        for index, person in enumerate(wish.people[:people_max]):
            people.append(self._person(person, f"people[{index}]", faults))
        if wish.fill == Fill.ALL_OR_NONE and too_many(p.options for p in people if p.options):
            faults.append(FieldError("people", "too many alternatives together", "too-long"))
        if wish.follow_series and email is None and not (len(people) == 1 and people[0].email):
            faults.append(FieldError("contact.email", "is needed to follow", "follow-needs-email"))
        if faults:
            raise InvalidFields(faults)
        if people[0].name is None:
            people[0].name = name
        if email is None and len(people) == 1:
            email = people[0].email
        self._mark_duplicates(event_id, people, email)
        return self._booking(event_id, wish, people, (name, email, phone, locale), key)

    def person(self, event_id: UUID, wish: PersonWish, path: str) -> PersonRequest:
        """One attendee alone, for a booking that is there; raises InvalidFields."""
        faults: list[FieldError] = []
        person = self._person(wish, path, faults)
        if faults:
            raise InvalidFields(faults)
        self._mark_duplicates(event_id, [person], None)
        return person

    def _booking(
        self,
        event_id: UUID,
        wish: BookingWish,
        people: list[PersonRequest],
        contact: tuple[str | None, str | None, str | None, str],
        key: str | None,
    ) -> BookingRequest:
        id_ = new_id()
        name, email, phone, locale = contact
        contact_id = None
        if email is not None:
            contact_id = people[0].id if len(people) == 1 else new_id()
        return BookingRequest(
            id=id_,
            people=tuple(people),
            fill=Fill(wish.fill),
            contact_id=contact_id,
            contact_name=name or people[0].name,
            contact_email=email,
            contact_phone=phone,
            locale=locale,
            organisation_id=wish.organisation_id,
            code_lookup=self.code_lookup(self.code(id_, 1)),
            key=None if key is None else self._key_hash(event_id, key),
            body=None if key is None else self.keys.lookup.digest(msgspec.json.encode(wish)),
            follows=self.keys.lookup.digest(f"follow|{email.casefold()}")
            if wish.follow_series and email is not None
            else None,
        )

    def _person(self, wish: PersonWish, path: str, faults: list[FieldError]) -> PersonRequest:
        if len(wish.sessions) > SESSIONS_MAX:
            faults.append(
                FieldError(f"{path}.sessions", f"at most {SESSIONS_MAX} sessions", "too-long")
            )
        options = options_of(wish.sessions, wish.sessions_any, f"{path}.sessions_any", faults)
        return PersonRequest(
            id=new_id(),
            sessions=options[0],
            options=options if len(options) > 1 else (),
            name=_name(wish.name, f"{path}.name", faults),
            email=_email(wish.email, f"{path}.email", faults),
            answers=_answers(wish.answers, f"{path}.answers", faults) if wish.answers else None,
            support=_support(wish.support, f"{path}.support_needs", faults),
        )

    def _mark_duplicates(
        self, event_id: UUID, people: list[PersonRequest], contact_email: str | None
    ) -> None:
        """Same event, address and name: the same person. People without a name can't be told apart,
        so only the first of a booking stands for the address."""
        seen: set[bytes] = set()
        faults = []
        for index, person in enumerate(people):
            email = person.email or contact_email
            person.duplicate = self.duplicate(event_id, email, person.name, first=index == 0)
            if person.duplicate is None:
                continue
            if person.duplicate in seen:
                reason = "is named twice in this registration"
                faults.append(FieldError(f"people[{index}].name", reason, "repeated"))
            seen.add(person.duplicate)
        if faults:
            raise InvalidFields(faults)

    def duplicate(
        self, event_id: UUID, email: str | None, name: str | None, *, first: bool
    ) -> bytes | None:
        """The keyed hash under which an address and a name are known once at an event."""
        if email is None or (name is None and not first):
            return None
        return self.keys.lookup.digest(
            f"person|{event_id}|{email.casefold()}|{(name or '').casefold()}"
        )

    def address(self, text: str) -> str:
        """An e-mail address alone; raises InvalidFields."""
        faults: list[FieldError] = []
        email = _email(text, "email", faults)
        if email is None:
            raise InvalidFields(faults or [FieldError("email", "is missing", "required")])
        return email

    def correction(self, each: Correction) -> Correction:
        """A correction, cleaned; raises InvalidFields, also for one that would empty something."""
        faults: list[FieldError] = []
        name = _name(each.name, f"{each.path}.name", faults)
        email = _email(each.email, f"{each.path}.email", faults)
        for field_, given, kept in (("name", each.name, name), ("email", each.email, email)):
            if given is not None and not given.strip() and kept is None:
                faults.append(FieldError(f"{each.path}.{field_}", "can't be emptied", "required"))
        if faults:
            raise InvalidFields(faults)
        return replace(each, name=name, email=email)

    def _key_hash(self, event_id: UUID, key: str) -> bytes:
        if not 0 < len(key) <= IDEMPOTENCY_KEY_MAX or not key.isascii() or not key.isprintable():
            reason = f"1 to {IDEMPOTENCY_KEY_MAX} printable ASCII characters"
            raise InvalidFields.one("Idempotency-Key", reason)
        scope = f"POST /events/{event_id}/registrations|public|{key}"
        return hashlib.sha256(scope.encode()).digest()

    def code(self, booking_id: UUID, generation: int) -> str:
        """The booking code: 55 bits, derived, in Crockford's alphabet (no I, L, O, U)."""
        digest = self.keys.code.digest(f"{booking_id}|{generation}")
        number = int.from_bytes(digest[:8], "big")
        return "".join(_PAIRS[(number >> shift) & 1023] for shift in _PAIR_SHIFTS)[:-1]

    def code_lookup(self, code: str) -> bytes:
        """The keyed hash under which a code is found again."""
        return self.keys.lookup.digest("code|" + code)

    def code_lookups(self, typed: str) -> list[bytes]:
        """Hashes (one for each key in use) of a code as somebody typed it; [] if it isn't one."""
        code = "".join(c for c in typed.upper() if c.isalnum()).translate(_MISREAD)
        if len(code) != CODE_CHARACTERS or any(c not in CROCKFORD for c in code):
            return []
        return self.keys.lookup.digests("code|" + code)


def options_of(
    sessions: list[UUID], alternatives: list[list[UUID]], path: str, faults: list[FieldError]
) -> Options:
    """What a person would take part in, the best first; no choice stands there twice."""
    if len(alternatives) > ALTERNATIVES_MAX:
        faults.append(FieldError(path, f"at most {ALTERNATIVES_MAX} alternatives", "too-long"))
        alternatives = []
    if any(len(sessions) + len(each) > SESSIONS_MAX for each in alternatives):
        faults.append(FieldError(path, f"at most {SESSIONS_MAX} sessions", "too-long"))
    choices = [tuple(dict.fromkeys((*sessions, *each))) for each in alternatives or [[]]]
    return tuple(dict.fromkeys(choices))


def shown_code(code: str) -> str:
    """In groups that can be read aloud: ABCD-EFGH-JKM."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _name(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    if not text:
        return None
    if len(text) <= NAME_MAX and "  " not in text and _PLAIN_NAME.fullmatch(text):
        return text  # the common case, in one step
    try:
        name = clean_line(text, NAME_MAX, path)
    except InvalidFields as error:
        faults.extend(error.errors)
        return None
    if name.startswith(_FORMULA):
        faults.append(FieldError(path, "must not begin like a formula", "formula"))
    elif holds_link(name):
        faults.append(FieldError(path, "must not hold a link or an address", "link"))
    return name or None


def _email(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    if not text or not (text := text.strip()):
        return None
    local = text.partition("@")[0]
    if len(text) > EMAIL_MAX or len(local) > 64 or not _EMAIL.fullmatch(text):
        faults.append(FieldError(path, "is not an e-mail address we can write to", "email"))
        return None
    return text


def _phone(text: str | None, path: str, faults: list[FieldError]) -> str | None:
    if not text or not (text := " ".join(text.split())):
        return None
    if len(text) > PHONE_MAX or not _PHONE.fullmatch(text):
        faults.append(FieldError(path, "is not a telephone number", "phone"))
        return None
    return text


def _locale(code: str, faults: list[FieldError]) -> str:
    if code not in _LOCALES:
        known = ", ".join(sorted(_LOCALES))
        faults.append(FieldError("contact.locale", f"is not one of {known}", "choice"))
    return code


def _count(people: list[PersonWish], most: int, faults: list[FieldError]) -> None:
    if not 1 <= len(people) <= most:
        faults.append(FieldError("people", f"1 to {most} people", "too-long"))


def _answers(answers: dict[str, Answer], path: str, faults: list[FieldError]) -> str | None:
    if len(answers) > ANSWERS_MAX:
        faults.append(FieldError(path, f"at most {ANSWERS_MAX} answers", "too-long"))
        return None
    cleaned: dict[str, Answer] = {}
    for question, answer in answers.items():
        try:
            name = clean_line(question, QUESTION_MAX, path)
            text = _cleaned(answer, path)
        except InvalidFields as error:
            faults.extend(error.errors)
            continue
        cleaned[name] = text
    return msgspec.json.encode(cleaned).decode()


def _support(wish: SupportWish | None, path: str, faults: list[FieldError]) -> SupportWish | None:
    if wish is None or not wish.note:
        return wish
    try:
        return replace(wish, note=clean_text(wish.note, NOTE_MAX_CHARACTERS, f"{path}.note"))
    except InvalidFields as error:
        faults.extend(error.errors)
        return None


def _cleaned(answer: Answer, path: str) -> Answer:
    if isinstance(answer, list):
        if len(answer) > OPTIONS_MAX:
            raise InvalidFields.one(path, f"at most {OPTIONS_MAX} choices", "too-long")
        return [clean_line(each, ANSWER_MAX, path) for each in answer]
    return clean_text(answer, ANSWER_MAX, path) if isinstance(answer, str) else answer
