"""The ready file of a running stack: where everything answers."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What `auftakt up --ready-file` writes once everything answers."""

    url: str
    registration: str
    notifications: str
    reporting: str
    kafka: str
    postgres: dict[str, str]
    mail_dir: str
    admin_token: str
    pids: dict[str, int] = {}


def read_ready(path: Path) -> Ready:
    """Read a ready file; raises OSError or msgspec.ValidationError."""
    return msgspec.json.decode(path.read_bytes(), type=Ready)
