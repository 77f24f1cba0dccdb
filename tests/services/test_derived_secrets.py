"""Secrets that two services derive, each for itself, from the same ids and keys."""

from __future__ import annotations

import base64
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.mails.links import Links
from services.registration.access.domain import SignIn
from services.registration.access.use_cases import SignInKeys
from services.registration.bookings.intake import Intake, Keys, shown_code
from shared.tokens import Keyring
from tests.services.notifications.facts import NOW

PURPOSES = ("manage", "ticket", "sign_in", "code", "lookup")


def keyring(purpose: str) -> Keyring:
    """A ring with a present and a former key, read from text as each service reads it."""
    texts = [
        f"{kid}:{base64.b64encode(f'{purpose} {kid}'.encode().ljust(32, b'.')).decode()}"
        for kid in ("k2", "k1")
    ]
    return Keyring.parse(purpose, ",".join(texts))


RINGS = {purpose: keyring(purpose) for purpose in PURPOSES}
LINKS = Links(
    base_url="https://auftakt.example",
    manage_keys=keyring("manage"),
    ticket_keys=keyring("ticket"),
    sign_in_keys=keyring("sign_in"),
    code_keys=keyring("code"),
)
INTAKE = Intake(Keys(RINGS["manage"], RINGS["ticket"], RINGS["code"], RINGS["lookup"]))
SIGN_IN = SignIn(UUID(int=1), "sign_in", UUID(int=2), 1, None, 0, None, NOW, None)


@given(st.uuids(), st.integers(1, 9))
def test_the_booking_code_in_the_mail_is_the_one_registration_finds(
    id_: UUID, generation: int
) -> None:
    """Somebody reads the code from the mail and types it on the page."""
    told = LINKS.booking_code(id_, generation)
    assert told == shown_code(INTAKE.code(id_, generation))
    assert INTAKE.code_lookup(INTAKE.code(id_, generation)) in INTAKE.code_lookups(told.lower())


@given(st.uuids(), st.integers(1, 9))
def test_the_six_digits_in_the_mail_are_those_that_sign_in(id_: UUID, generation: int) -> None:
    """Somebody reads the digits on the telephone and types them on the computer."""
    asked = replace(SIGN_IN, id=id_, generation=generation)
    code = SignInKeys(RINGS["sign_in"], RINGS["lookup"]).code(asked)
    assert LINKS.sign_in_code(id_, generation) == code
    assert len(code) == 6
    assert code.isdigit()


@given(st.uuids(), st.integers(1, 9))
def test_links_and_tickets_in_the_mail_are_those_that_registration_takes(
    id_: UUID, generation: int
) -> None:
    """The button, the QR code and the sign-in link open what they say."""
    for purpose, text in (
        ("manage", LINKS.manage(id_, generation)),
        ("ticket", LINKS.ticket_url(LINKS.ticket(id_, generation))),
        ("sign_in", LINKS.sign_in(id_, generation)),
    ):
        assert text.rpartition("/")[2] == RINGS[purpose].token(id_, generation)
