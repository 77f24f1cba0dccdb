"""The reference of the registration bench: the same server doing nothing.

Same app factory, same body decoded, an answer of the same size; no database, no queue. Started by
`bench.registrations` as a process of its own: `python -m bench.noop PORT`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from litestar import post

from services.registration.bookings.bodies import PersonView, RegistrationBody, RegistrationView
from shared.log import configure
from shared.web.app import make_app
from shared.web.health import Health
from shared.web.principal import Principal
from shared.web.settings import WebSettings

TOKEN_CHARACTERS = 48
PATH = "/api/v1/events/{event_id:uuid}/registrations"


class Nobody:
    """Knows nobody."""

    async def find(self, token_hash: str, now: datetime) -> Principal | None:  # noqa: ARG002
        """None."""
        return None


@post(PATH, status_code=201)
async def register(event_id: UUID, data: RegistrationBody) -> RegistrationView:
    """Answer as if."""
    people = [
        PersonView(
            id=uuid4(),
            status="confirmed",
            sessions=tuple(person.sessions),
            ticket="t" * TOKEN_CHARACTERS,
        )
        for person in data.people
    ]
    return RegistrationView(
        id=uuid4(),
        event_id=event_id,
        status="confirmed",
        people=people,
        manage_token="m" * TOKEN_CHARACTERS,
        manage_url="http://localhost:8000/m/" + "m" * TOKEN_CHARACTERS,
        booking_code="ABCD-EFGH-JKM",
    )


def main(port: int) -> None:
    """Serve until killed."""
    configure("noop")
    app: Any = make_app(
        service="noop",
        title="No-op",
        settings=WebSettings(base_url=f"http://localhost:{port}", instance="noop"),
        routes=[register],
        api_prefix="/api/v1",
        authenticator=Nobody(),
        health=Health(None),
    )
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
