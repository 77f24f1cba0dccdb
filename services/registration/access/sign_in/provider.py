"""An OpenID provider that vouches for staff: discovery, code with PKCE, a checked ID token.

OpenID Connect Core 1.0 §3.1, RFC 7636 (PKCE), RFC 9207 (who answered). No secret is kept: state,
nonce and verifier are derived from the id of the sign-in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.registration.access.domain import normalised_email
from services.registration.access.errors import ProviderAway, ProviderFailed

ALGORITHMS = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
]
"""Signatures only: a shared secret (HS256) or none would let others write tokens."""
SECONDS_MAX = 5.0
ANSWER_MAX_BYTES = 256 * 1024
KNOWN_FOR = timedelta(hours=1)
CLOCK_SKEW_SECONDS = 60
SCOPE = "openid email"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties an answer to the question: derived, so that a replay elsewhere fails."""

    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """S256 of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(slots=True)
class Provider:
    """One provider, as the operator has set it up.

    `name` stands on the button. `trusts_emails`: the provider proves every address itself and
    doesn't say so (no `email_verified`); without it such an address isn't believed.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    trusts_emails: bool = False
    _metadata: Mapping[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _read_at: datetime | None = None

    async def authorization_url(
        self, redirect_uri: str, state: str, secrets: Secrets, now: datetime
    ) -> str:
        """Where the browser goes to sign in; raises ProviderAway."""
        async with _client() as http:
            metadata = await self._discover(http, now)
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": secrets.nonce,
            "code_challenge": secrets.challenge,
            "code_challenge_method": "S256",
        }
        address = str(metadata["authorization_endpoint"])
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"

    async def verified_email(
        self, code: str, redirect_uri: str, secrets: Secrets, now: datetime
    ) -> str:
        """The address that the provider vouches for; raises ProviderFailed, ProviderAway."""
        async with _client() as http:
            metadata = await self._discover(http, now)
            tokens = await self._exchange(http, metadata, code, redirect_uri, secrets)
            claims = await self.checked_claims(http, str(tokens.get("id_token", "")), secrets, now)
            if "email" not in claims:
                claims = await self._with_user_info(http, metadata, tokens, claims)
        verified = claims.get("email_verified") is True or (
            self.trusts_emails and "email_verified" not in claims
        )
        email = normalised_email(str(claims.get("email", "")))
        if email is None or not verified:
            raise ProviderFailed
        return email

    async def _discover(self, http: httpx.AsyncClient, now: datetime) -> Mapping[str, Any]:
        if self._read_at is not None and now - self._read_at < KNOWN_FOR:
            return self._metadata
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await _json(http, "GET", address)
        if metadata.get("issuer") != self.issuer:
            raise ProviderAway
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not self._is_safe(metadata.get(name)):
                raise ProviderAway
        self._keys = await self._read_keys(http, metadata)
        self._metadata, self._read_at = metadata, now
        return metadata

    async def _read_keys(self, http: httpx.AsyncClient, metadata: Mapping[str, Any]) -> KeySet:
        found = await _json(http, "GET", str(metadata["jwks_uri"]))
        try:
            return KeySet.import_key_set(found)  # type: ignore[arg-type]  # checked while it reads
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderAway from None

    async def _exchange(
        self,
        http: httpx.AsyncClient,
        metadata: Mapping[str, Any],
        code: str,
        redirect_uri: str,
        secrets: Secrets,
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": secrets.verifier,
        }
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        address = str(metadata["token_endpoint"])
        if "client_secret_basic" in methods:
            login = httpx.BasicAuth(self.client_id, self.client_secret)
            return await _json(http, "POST", address, data=form, auth=login)
        form |= {"client_id": self.client_id, "client_secret": self.client_secret}
        return await _json(http, "POST", address, data=form)

    async def checked_claims(
        self, http: httpx.AsyncClient, id_token: str, secrets: Secrets, now: datetime
    ) -> Mapping[str, Any]:
        """What an ID token says, if it is for us, in time and of this sign-in; ProviderFailed."""
        try:
            claims = jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            # a key may have been changed since: read the keys once more, then it is final
            self._keys = await self._read_keys(http, self._metadata)
            try:
                claims = jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                raise ProviderFailed from None
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=CLOCK_SKEW_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        )
        try:
            rules.validate(claims)
        except JoseError:
            raise ProviderFailed from None
        audience = claims["aud"]
        shared = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", self.client_id) != self.client_id or (shared and "azp" not in claims):
            raise ProviderFailed
        if not hmac.compare_digest(str(claims["nonce"]).encode(), secrets.nonce.encode()):
            raise ProviderFailed
        return claims

    async def _with_user_info(
        self,
        http: httpx.AsyncClient,
        metadata: Mapping[str, Any],
        tokens: Mapping[str, Any],
        claims: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        address = metadata.get("userinfo_endpoint")
        if not self._is_safe(address):
            return claims
        headers = {"authorization": f"Bearer {tokens.get('access_token', '')}"}
        info = await _json(http, "GET", str(address), headers=headers)
        if info.get("sub") != claims["sub"]:
            raise ProviderFailed
        return {**info, **claims}

    def _key_set(self) -> KeySet:
        if self._keys is None:
            raise ProviderAway
        return self._keys

    def _is_safe(self, address: object) -> bool:
        """TLS everywhere, unless the provider itself is without (on this machine)."""
        if not isinstance(address, str):
            return False
        return urlsplit(address).scheme in {"https", urlsplit(self.issuer).scheme}


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=SECONDS_MAX, follow_redirects=False, trust_env=False)


async def _json(
    http: httpx.AsyncClient, method: str, address: str, **sent: Any
) -> Mapping[str, Any]:
    """A JSON object; raises ProviderFailed for a refusal, ProviderAway for anything unusual."""
    auth = sent.pop("auth", httpx.USE_CLIENT_DEFAULT)
    try:
        request = http.build_request(method, address, **sent)
        response = await http.send(request, stream=True, auth=auth)
        try:
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > ANSWER_MAX_BYTES:
                    raise ProviderAway
        finally:
            await response.aclose()
        if 400 <= response.status_code < 500:
            raise ProviderFailed
        found = httpx.Response(response.status_code, content=body).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise ProviderAway from None
    if response.status_code != 200 or not isinstance(found, dict):
        raise ProviderAway
    return found
