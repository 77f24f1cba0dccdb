"""Everything of access that can be asked for, for `service.py`."""

from __future__ import annotations

from typing import Any

from services.registration.access.account import api as account_api
from services.registration.access.roles import api as roles_api
from services.registration.access.sign_in import pages as sign_in_pages
from services.registration.access.sign_in.pages import SignIn
from services.registration.access.trail import api as trail_api

__all__ = ["SignIn", "routes"]

routes: list[Any] = [
    *sign_in_pages.routes,
    *account_api.routes,
    *roles_api.routes,
    *trail_api.routes,
]
