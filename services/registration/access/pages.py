"""Everything of access that can be asked for, for `service.py`."""

from __future__ import annotations

from typing import Any

from services.registration.access.account import api as account_api
from services.registration.access.account import pages as account_pages
from services.registration.access.roles import api as roles_api
from services.registration.access.roles import pages as roles_pages
from services.registration.access.sign_in import pages as sign_in_pages
from services.registration.access.sign_in import provider_pages
from services.registration.access.sign_in.pages import SignIn
from services.registration.access.trail import api as trail_api
from services.registration.access.trail import pages as trail_pages

__all__ = ["SignIn", "routes"]

routes: list[Any] = [
    *sign_in_pages.routes,
    *provider_pages.routes,
    *account_api.routes,
    *account_pages.routes,
    *roles_api.routes,
    *roles_pages.routes,
    *trail_api.routes,
    *trail_pages.routes,
]
