"""The registration form: what it was sent with, and what a person is told about it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.bookings.intake import PARTY_MAX, BookingWish, PersonWish
from services.registration.events.domain import Event, Identity
from services.registration.questions.domain import Questions
from services.registration.questions.shown import answers_in, support_in
from shared.errors import FieldError, InvalidFields
from shared.tokens import Keyring
from shared.web.languages import gettext, mark
from shared.web.localized import said
from shared.web.pages import Form

TRAP = "website"
"""A field no person sees; what fills it in is a program."""
TOKEN = "form_token"  # noqa: S105 - the name of a field
INVITED = "invited"
"""Set in a form that was opened by an invitation: which one, the cookie knows."""
ACTION = "do"
ADD_PERSON, REMOVE_PERSON, REGISTER = "add-person", "remove-person", "register"
SEARCH_MAX_CHARACTERS = 100
LASTS = timedelta(hours=12)
MAC_CHARACTERS = 32

TEXTS = {
    "unknown-session": mark("Dieses Angebot gibt es hier nicht (mehr)."),
    "confidential-session": mark("Dieses Angebot ist vertraulich: Kommen Sie einfach vorbei."),
    "choose-slot": mark("Bitte wählen Sie eine der Uhrzeiten für „%(first)s“."),
    "one-slot": mark("Bitte wählen Sie nur einen Termin für „%(first)s“."),
    "session-over": mark("„%(first)s“ ist schon vorbei."),
    "session-cancelled": mark("„%(first)s“ fällt aus."),
    "overlap": mark(
        "„%(first)s“ und „%(second)s“ sind zur selben Zeit. Bitte wählen Sie eines davon."
    ),
    "too-few-sessions": mark("Bitte wählen Sie mindestens %(number)s Angebote."),
    "too-many-sessions": mark("Bitte wählen Sie höchstens %(number)s Angebote."),
    "answer-missing": mark("Bitte beantworten Sie diese Frage."),
    "follow-needs-email": mark("Dafür brauchen wir Ihre E-Mail-Adresse."),
    "support-needs-consent": mark(
        "Ohne Ihre Einwilligung dürfen wir das nicht speichern. Kreuzen Sie sie an, oder lassen "
        "Sie die Angaben zur Unterstützung weg."
    ),
    "answer-number": mark("Bitte schreiben Sie hier eine Zahl."),
    "answer-choice": mark("Bitte wählen Sie aus der Liste."),
    "required": mark("Der Name fehlt."),
    "nobody": mark("Bitte wählen Sie mindestens eine Person."),
    "repeated": mark("Diese Person steht schon in der Liste."),
    "already-registered": mark(
        "Mit diesem Namen und dieser E-Mail-Adresse ist schon jemand angemeldet."
    ),
    "formula": mark("Ein Name darf nicht mit diesem Zeichen beginnen."),
    "unknown-organisation": mark("Bitte wählen Sie einen Eintrag aus der Liste."),
    "link": mark("Bitte schreiben Sie hier keine Internet-Adresse hinein."),
    "email": mark("Bitte prüfen Sie die E-Mail-Adresse. Ein Beispiel: name@beispiel.de"),
    "phone": mark("Bitte prüfen Sie die Telefonnummer. Ein Beispiel: 03641 123456"),
    "line-break": mark("Bitte schreiben Sie alles in eine Zeile."),
    "character": mark("Der Text enthält ein Zeichen, das wir nicht verwenden können."),
    "too-long": mark("Der Text ist zu lang."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, as the page shows it. `field` is a path as in problems."""

    field: str
    text: str


@dataclass(slots=True)
class Filled:
    """The form as somebody filled it in."""

    people: list[PersonWish] = field(default_factory=lambda: [PersonWish()])
    email: str = ""
    phone: str = ""
    organisation: str = ""
    organisation_search: str = ""
    fill: str = "all_or_none"
    follows: bool = False

    @classmethod
    def read(cls, form: Form, questions: Questions) -> Filled:
        """What was sent; what can't be an id is left out."""
        count = min(max(_number(form.get("count", "1")), 1), PARTY_MAX)
        people = [
            PersonWish(
                name=form.get(f"people[{i}].name") or None,
                sessions=ids_in(form.all(f"people[{i}].sessions")),
                sessions_any=alternatives_in(form, f"people[{i}].any"),
                answers=answers_in(questions, f"people[{i}].answers", form.get, form.all),
                support=support_in(f"people[{i}].support_needs", form.get, form.all)
                if questions.support
                else None,
            )
            for i in range(count)
        ]
        chosen = form.get("fill")
        return cls(
            people=people,
            email=form.get("contact.email"),
            phone=form.get("contact.phone"),
            organisation=form.get("contact.organisation_id"),
            organisation_search=form.get("organisation_search")[:SEARCH_MAX_CHARACTERS],
            follows=form.get("follow_series") == "yes",
            fill=chosen if chosen in {"all_or_none", "as_many_as_fit"} else "all_or_none",
        )

    @property
    def organisation_id(self) -> UUID | None:
        """Which organisation is chosen; None for none and for what is no id."""
        return _id(self.organisation)

    def wish(self, locale: str) -> BookingWish:
        """As the intake takes it."""
        return BookingWish(
            people=self.people,
            contact_email=self.email or None,
            contact_phone=self.phone or None,
            follow_series=self.follows,
            contact_name=self.people[0].name,
            locale=locale,
            organisation_id=_id(self.organisation),
            fill=self.fill,
        )


def new_token(keys: Keyring, event_id: UUID, now: datetime) -> str:
    """For one form: when it was made and a nonce, which makes sending it twice harmless."""
    text = f"{int(now.timestamp())}.{secrets.token_urlsafe(12)}"
    return f"{text}.{_signature(keys, event_id, text)}"


def nonce_of(keys: Keyring, event_id: UUID, token: str, now: datetime) -> str | None:
    """The nonce of a token of this event that is not too old, else None."""
    text, _, signature = token.rpartition(".")
    expected = _signature(keys, event_id, text)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return None
    made, _, nonce = text.partition(".")
    age = now.timestamp() - _number(made)
    return nonce if -60 <= age <= LASTS.total_seconds() else None


def ids_in(texts: list[str]) -> list[UUID]:
    """What was ticked; what can't be an id is left out."""
    return [id_ for text in texts if (id_ := _id(text))]


def alternatives_in(form: Form, name: str) -> list[list[UUID]]:
    """What somebody would take instead of one another, the best first; each only once."""
    return [[id_] for id_ in dict.fromkeys(ids_in(form.all(name)))]


def troubles(error: InvalidFields, event: Event) -> list[Trouble]:
    """The faults in the language of the page, clashes with their names."""
    return [Trouble(_shown_field(e.field, event), _text(e, event)) for e in error.errors]


def missing_names(filled: Filled, event: Event) -> list[Trouble]:
    """Told together with other faults, so that nobody has to send the form once for each."""
    if event.identity is not Identity.NAMED:
        return []
    return [
        Trouble(f"people[{i}].name", gettext(TEXTS["required"]))
        for i, person in enumerate(filled.people)
        if not person.name
    ]


def _text(error: FieldError, event: Event) -> str:
    if error.code == "required" and error.field.endswith(".email"):
        return gettext(mark("Die E-Mail-Adresse fehlt."))
    known = TEXTS.get(error.code)
    if known is None:
        return gettext(mark("Bitte prüfen Sie diese Angabe."))
    if "%(" not in known:
        return gettext(known)
    if "%(number)" in known:
        return gettext(known, number=next(filter(str.isdecimal, error.reason.split()), ""))
    named = {  # slots have the title of their session: each title once
        s.title: said(s.texts, "title", original=s.title) or s.title
        for s in reversed(event.sessions)
        if f"“{s.title}”" in error.reason
    }
    names = list(named.values())[::-1]
    first, second = ([*names, *names, "", ""])[:2]
    return gettext(known, first=first, second=second)


def _shown_field(path: str, event: Event) -> str:
    """Faults of one session are shown at the whole choice; of the contact's name at the name."""
    if ".sessions" in path:
        return path.partition(".sessions")[0] + ".sessions"
    if path == "contact.name":
        return "people[0].name" if event.identity is Identity.NAMED else "contact.email"
    return path


def _signature(keys: Keyring, event_id: UUID, text: str) -> str:
    return keys.digest(f"form|{event_id}|{text}").hex()[:MAC_CHARACTERS]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
