"""The stack that is running in a home, as the other commands see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from local.home import Home


def running(home: Path) -> dict[str, Any]:
    """The ready file of the stack in `home`; a plain error when none is running."""
    path = Home(home.absolute()).ready_file
    try:
        ready: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise click.ClickException(
            f"no stack is running in {home}; start it with `auftakt up` (or give --home)"
        ) from None
    return ready
