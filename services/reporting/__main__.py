"""`python -m services.reporting [all|api|relay|consumers|workers]`."""

from __future__ import annotations

import os
import sys

from services.reporting.service import build
from services.reporting.settings import Settings
from shared import log
from shared.process import run
from shared.settings import SettingsError, load


def main() -> int:
    """Read the settings, build the service, run the roles named."""
    log.configure("reporting")
    try:
        settings = load(Settings, os.environ)
    except SettingsError as error:
        print(f"reporting: {error}", file=sys.stderr)
        return 2
    return run(lambda: build(settings), sys.argv[1:] or ["all"])


if __name__ == "__main__":
    sys.exit(main())
