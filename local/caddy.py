"""Caddy as the one origin before the three services."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from local.ports import Ports
from local.process import Process, ProcessFailed, accepts_tcp, until_ready

CADDYFILE = Path(__file__).resolve().parent.parent / "Caddyfile"
READY_SECONDS = 20.0


@dataclass
class Caddy:
    """The origin of a stack; `folder` is for its own files."""

    folder: Path
    ports: Ports
    log: Path
    process: Process = field(init=False)

    def __post_init__(self) -> None:
        program = Path(sys.executable).with_name("caddy")
        if not program.exists():
            raise ProcessFailed("caddy is not installed; run `make setup`")
        self.process = Process(
            "caddy",
            [str(program), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
            log=self.log,
            cwd=self.folder,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(self.folder),
                "XDG_DATA_HOME": str(self.folder),
                "XDG_CONFIG_HOME": str(self.folder),
                "AUFTAKT_BIND": "127.0.0.1",
                "AUFTAKT_ORIGIN_PORT": str(self.ports["origin"]),
                **{
                    f"AUFTAKT_{name.upper()}": f"127.0.0.1:{self.ports[name]}"
                    for name in ("registration", "notifications", "reporting")
                },
                "GOMEMLIMIT": "64MiB",
            },
        )

    async def start(self) -> None:
        """Start, and return when it accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process.spawn()
        await until_ready(self.process, self.answers, seconds=READY_SECONDS)

    async def stop(self) -> None:
        """End; open streams are cut after the grace period."""
        await self.process.stop()

    async def answers(self) -> bool:
        """Whether the origin accepts connections."""
        return await accepts_tcp(self.ports["origin"])
