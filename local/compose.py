"""`python -m local.compose`: passwords and keys for docker-compose.yml, as an `.env` file."""

from __future__ import annotations

import base64
import secrets
import sys

from local.secrets import PASSWORD_BYTES
from shared.tokens import KEY_MIN_BYTES

PASSWORDS = (
    "POSTGRES_PASSWORD",
    "KAFKA_ADMIN_PASSWORD",
    *(
        f"{service}_{what}_PASSWORD"
        for service in ("REGISTRATION", "NOTIFICATIONS", "REPORTING")
        for what in ("OWNER", "DATABASE", "KAFKA")
    ),
)
KEYS = ("KEY_MANAGE", "KEY_TICKET", "KEY_SIGN_IN", "KEY_LOOKUP", "KEY_CODE")


def env_file() -> str:
    """Fresh secrets, one `NAME=value` a line."""
    lines = [f"{name}={secrets.token_hex(PASSWORD_BYTES)}" for name in PASSWORDS]
    for name in KEYS:
        key = base64.b64encode(secrets.token_bytes(KEY_MIN_BYTES)).decode()
        lines.append(f"{name}=1:{key}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(env_file())
