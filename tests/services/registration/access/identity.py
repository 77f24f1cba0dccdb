"""Canaille, a real OpenID provider, on a port of its own: its users sign in with a password."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID = "auftakt"
CLIENT_SECRET = "a-secret-of-the-client"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Identity:
    """The running provider; `key` signs its tokens."""

    issuer: str
    key: RSAKey
    app: Any

    def forget_codes(self) -> None:
        """Codes that nobody exchanged: its memory finds any of a client's when asked for one."""
        from canaille.app import models  # type: ignore[import-untyped]  # it has no types
        from canaille.backends import Backend  # type: ignore[import-untyped]  # it has no types

        with self.app.app_context():
            for code in Backend.instance.query(models.AuthorizationCode):
                Backend.instance.delete(code)

    async def sign_in(self, address: str, user: str) -> str:
        """Fill in the provider's own forms; gives where it sends the browser back to."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            answer = await browser.get(address)
            for _ in range(8):
                location = answer.headers.get("location")
                if location and httpx.URL(self.issuer).join(location).host != "127.0.0.1":
                    return str(location)
                if location:
                    answer = await browser.get(httpx.URL(self.issuer).join(location))
                elif 'name="password"' in answer.text:
                    answer = await browser.post(answer.url, data={"password": PASSWORD})
                else:
                    answer = await browser.post(answer.url, data={"login": user})
        raise AssertionError(answer.text)


class Silent(WSGIRequestHandler):
    """No line for each request."""

    def log_request(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def running(redirect_uri: str, users: dict[str, str]) -> Iterator[Identity]:
    """The provider with these users (name: address) and one client."""
    from canaille import create_app  # type: ignore[import-untyped]  # it has no types

    key = RSAKey.generate_key(2048, parameters={"kid": "k1", "alg": "RS256"})
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Silent)
    app = create_app(
        {
            "SECRET_KEY": "s" * 32,
            "SERVER_NAME": f"127.0.0.1:{server.server_port}",
            "PREFERRED_URL_SCHEME": "http",
            "WTF_CSRF_ENABLED": False,
            "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "LOGGING": {"version": 1}},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
        }
    )
    with app.app_context():
        _furnish(redirect_uri, users)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Identity(f"http://127.0.0.1:{server.server_port}", key, app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _furnish(redirect_uri: str, users: dict[str, str]) -> None:
    from canaille.app import models
    from canaille.backends import Backend

    keep = Backend.instance.save
    for name, email in users.items():
        keep(
            models.User(
                user_name=name,
                family_name=name,
                formatted_name=name,
                emails=[email],
                password=PASSWORD,
            )
        )
    client = models.Client(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_name="Auftakt",
        client_uri="http://127.0.0.1/",
        redirect_uris=[redirect_uri],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email"],
        token_endpoint_auth_method="client_secret_basic",
        client_id_issued_at=datetime.now(UTC),
    )
    keep(client)
    client.audience = [client]
    keep(client)
