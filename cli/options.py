"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from local.home import default_home
from local.ports import DEFAULT_BASE, HIGHEST_BASE

LOWEST_BASE = 1024

home_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_home,
    help="Folder with the data of the stack (default: .local, or $AUFTAKT_HOME).",
)

port_base_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--port-base",
    type=click.IntRange(LOWEST_BASE, HIGHEST_BASE),
    default=DEFAULT_BASE,
    show_default=True,
    help="First port; the origin listens here, everything else up to 13 above.",
)
