"""Pages for participants: register, see, change and cancel one's registration."""

from __future__ import annotations

from services.registration.bookings.pages import correcting, mine, reaching, registering

routes = [*registering.routes, *reaching.routes, *mine.routes, *correcting.routes]
