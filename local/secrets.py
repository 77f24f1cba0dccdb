"""Passwords and keys of one stack, made once and kept in its home, readable by its owner only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from shared.tokens import KEY_MIN_BYTES

PASSWORD_BYTES = 24


@dataclass
class Secrets:
    """Named secrets; one that is asked for the first time is made and kept."""

    path: Path
    _values: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.path.exists():
            self._values = json.loads(self.path.read_text(encoding="utf-8"))

    def password(self, name: str) -> str:
        """A password in hexadecimal: safe in addresses, SQL and properties files."""
        return self._values.get(name) or self.keep(name, secrets.token_hex(PASSWORD_BYTES))

    def key(self, purpose: str) -> str:
        """A key of shared.tokens.Keyring: `kid:base64`."""
        name = f"key.{purpose}"
        key = base64.b64encode(secrets.token_bytes(KEY_MIN_BYTES)).decode()
        return self._values.get(name) or self.keep(name, f"1:{key}")

    def get(self, name: str) -> str | None:
        """A secret that was kept before, if there is one."""
        return self._values.get(name)

    def keep(self, name: str, value: str) -> str:
        """Keep a secret made elsewhere; returns it."""
        self._values[name] = value
        write_private(self.path, json.dumps(self._values, indent=1))
        return value


def write_private(path: Path, text: str) -> None:
    """Replace a file atomically by one that only its owner can read."""
    incoming = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    incoming.replace(path)
