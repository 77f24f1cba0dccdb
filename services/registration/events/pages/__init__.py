"""Pages of events: what the public sees, and planning in the browser.

The figures on the organizer's pages come from reporting, fetched by the browser: registration
never asks another service to do its own job.
"""

from __future__ import annotations

from typing import Any

from services.registration.events.pages import organizer, public

routes: list[Any] = [*public.routes, *organizer.routes]
