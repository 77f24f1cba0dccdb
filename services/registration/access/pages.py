"""All pages of access, for `service.py`."""

from __future__ import annotations

from typing import Any

from services.registration.access.sign_in import pages as sign_in_pages
from services.registration.access.sign_in.pages import SignIn

__all__ = ["SignIn", "routes"]

routes: list[Any] = [*sign_in_pages.routes]
