"""What the web part of every service needs to know."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec


class WebSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`base_url` is the one origin people see, without a slash at the end.

    Links are built from it, never from the Host header. `instance` is part of every cookie name,
    so that two installations on one machine don't sign each other out.
    """

    base_url: str
    instance: str = "auftakt"

    @property
    def secure(self) -> bool:
        """Whether cookies may only travel by TLS."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def session_cookie(self) -> str:
        """Name of the cookie that holds the secret of a staff session."""
        return f"{self.instance}_session"

    @property
    def csrf_cookie(self) -> str:
        """Name of the cookie that holds the browser's secret for form tokens."""
        return f"{self.instance}_csrf"

    @property
    def locale_cookie(self) -> str:
        """Name of the cookie that remembers the language chosen."""
        return f"{self.instance}_lang"


class OperatorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs this installation: for the legal notice and the privacy notice."""

    name: str
    address: str
    email: str
    phone: str
