"""What organizers are told about contingents and invitations."""

from __future__ import annotations

from collections.abc import Mapping

from services.registration.events.errors import EventOver, NotPublished
from services.registration.invitations.domain import Channel, State
from services.registration.invitations.errors import (
    ContingentExists,
    ContingentReleased,
    InvitationRevoked,
    InvitationUsed,
    NobodyInvitedByName,
    NobodyToInvite,
    ResentOften,
    TooManyContingents,
    TooManyInvitations,
)
from shared.errors import Refused
from shared.web.languages import gettext, mark
from shared.web.pages import add_error_texts

STATES: Mapping[State, str] = {
    State.OPEN: mark("offen"),
    State.USED: mark("angenommen"),
    State.DECLINED: mark("hat abgesagt"),
    State.REVOKED: mark("zurückgenommen"),
}
TONES: Mapping[State, str] = {
    State.OPEN: "info",
    State.USED: "success",
    State.DECLINED: "warning",
    State.REVOKED: "",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.MAIL: mark("E-Mail"),
    Channel.LETTER: mark("Brief"),
}
REFUSED_TEXTS: Mapping[type[Refused], str] = {
    EventOver: mark("Die Veranstaltung ist vorbei oder abgesagt."),
    NotPublished: mark(
        "Die Veranstaltung ist noch ein Entwurf. Veröffentlichen Sie sie zuerst: "
        "Sonst führen die Einladungen ins Leere."
    ),
    ContingentExists: mark("Diese Organisation hat hier schon ein Kontingent."),
    ContingentReleased: mark("Dieses Kontingent ist schon freigegeben."),
    InvitationUsed: mark(
        "Mit dieser Einladung ist schon jemand angemeldet. Abmelden können Sie unter „Anmeldungen“."
    ),
    InvitationRevoked: mark("Diese Einladung ist schon zurückgenommen."),
    NobodyInvitedByName: mark(
        "Diese Veranstaltung kennt ihre Gäste nicht mit Namen. "
        "Persönliche Einladungen gibt es hier nicht, Kontingente schon."
    ),
    NobodyToInvite: mark("Es gibt keine offene Einladung zu verschicken oder zu drucken."),
    ResentOften: mark(
        "Diese Einladung ist heute schon dreimal noch einmal hinausgegangen. "
        "Versuchen Sie es morgen wieder."
    ),
    TooManyContingents: mark("Mehr Kontingente kann eine Veranstaltung nicht haben."),
    TooManyInvitations: mark("Mehr Einladungen kann eine Veranstaltung nicht haben."),
}
ERRORS: Mapping[str, str] = {
    "invited-twice": mark("Diese Person ist schon eingeladen oder steht zweimal in der Liste."),
    "no-way": mark("Es fehlt eine E-Mail-Adresse, oder für einen Brief die Anschrift."),
    "above_capacity": mark("Das ist mehr, als es Plätze gibt."),
    "below_taken": mark("So viele Plätze sind schon vergeben, weniger können es nicht werden."),
    "below_contingents": mark("So viele Plätze sind schon für Organisationen reserviert."),
    "outside_event": mark("Das liegt außerhalb der Veranstaltung."),
    "past": mark("Das liegt in der Vergangenheit."),
    "unknown": mark("Das gibt es nicht mehr. Bitte wählen Sie neu."),
    "file-empty": mark("Die Liste ist leer."),
    "file-too-large": mark("Die Datei ist zu groß."),
}
add_error_texts(ERRORS)


def refusal_text(refused: Refused) -> str:
    """Why something wasn't done, in the language of the page."""
    return gettext(REFUSED_TEXTS[type(refused)])


def state_words() -> dict[str, tuple[str, str]]:
    """What each state is called, and how its badge looks."""
    return {state.value: (gettext(STATES[state]), TONES[state]) for state in State}


def channel_words() -> dict[str, str]:
    """What each way to somebody is called."""
    return {channel.value: gettext(CHANNELS[channel]) for channel in Channel}
