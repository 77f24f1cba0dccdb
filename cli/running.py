"""The stack that is running in a home, as the other commands see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from local.home import Home


def running(home: Path) -> dict[str, Any]:
    """The ready file of the stack in `home`; a plain error when none is running."""
    place = Home(home.absolute())
    if not place.is_running():
        raise click.ClickException(
            f"no stack is running in {home}; start it with `auftakt up` (or give --home)"
        )
    try:
        ready: dict[str, Any] = json.loads(place.ready_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise click.ClickException("the stack is still starting; try again in a moment") from None
    return ready
