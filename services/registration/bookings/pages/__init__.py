"""Pages for participants: register, see, change and cancel one's registration; the team's list."""

from __future__ import annotations

from services.registration.bookings.pages import mine, organizer, reaching, registering

routes = [*registering.routes, *reaching.routes, *mine.routes, *organizer.routes]
