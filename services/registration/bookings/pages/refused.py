"""What a participant is told when something is refused."""

from __future__ import annotations

from services.registration.bookings.errors import (
    AlreadyRegistered,
    ChangesOver,
    Full,
    IdempotencyKeyReused,
    NoOffer,
    NotOpenYet,
    NotProven,
    RegistrationClosed,
)
from services.registration.invitations.errors import (
    InvitationInvalid,
    InvitationNeeded,
    InvitationUsed,
)
from shared.errors import Refused
from shared.web.languages import mark

REFUSED_TEXTS: dict[type[Refused], str] = {
    Full: mark("Es gibt keinen freien Platz mehr. Bitte wählen Sie ein anderes Angebot."),
    ChangesOver: mark(
        "Selbst ändern oder absagen geht nicht mehr. Bitte rufen Sie die Veranstalter an."
    ),
    AlreadyRegistered: mark(
        "Mit diesem Namen und dieser E-Mail-Adresse sind Sie schon angemeldet. "
        "Den Link zu Ihrer Anmeldung finden Sie in Ihrer Bestätigung."
    ),
    IdempotencyKeyReused: mark(
        "Dieses Formular haben Sie schon abgeschickt. "
        "Ihre Anmeldung finden Sie unter „Meine Anmeldung“."
    ),
    InvitationNeeded: mark(
        "Diese Veranstaltung ist nur für Eingeladene. Öffnen Sie bitte den Link in Ihrer Einladung."
    ),
    InvitationInvalid: mark("Diese Einladung gilt nicht (mehr). Bitte fragen Sie, wer einlädt."),
    InvitationUsed: mark("Mit dieser Einladung ist schon jemand angemeldet."),
    NotProven: mark(
        "Bitte öffnen Sie zuerst den Link in der E-Mail, die wir Ihnen geschickt haben."
    ),
    NoOffer: mark("Das Angebot gilt nicht mehr."),
    RegistrationClosed: mark("Die Anmeldung ist geschlossen."),
    NotOpenYet: mark("Die Anmeldung ist noch nicht geöffnet."),
}
