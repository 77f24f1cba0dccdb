"""The ports of a stack, from one base."""

from __future__ import annotations

import socket
from dataclasses import dataclass

DEFAULT_BASE = 8000
OFFSETS = {
    "origin": 0,
    "registration": 1,
    "notifications": 2,
    "reporting": 3,
    "postgres": 10,
    "kafka": 11,
    "kafka_controller": 12,
    "smtp": 13,
}
HIGHEST_BASE = 65535 - max(OFFSETS.values())


class PortTakenError(Exception):
    """Ports that this stack needs are in use; the message names each with its purpose."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens, all on 127.0.0.1."""

    base: int = DEFAULT_BASE

    def __getitem__(self, name: str) -> int:
        """The port of `origin`, `registration`, …, `smtp`."""
        return self.base + OFFSETS[name]

    def require_free(self) -> None:
        """Raise PortTakenError unless all can be bound."""
        taken = [name for name in OFFSETS if not is_free(self[name])]
        if taken:
            listed = ", ".join(f"{self[name]} ({name.replace('_', ' ')})" for name in taken)
            raise PortTakenError(
                f"port {listed} is in use. Stop what listens there, or choose other ports with "
                f"--port-base, for example --port-base {self.base + 1000}."
            )


def is_free(port: int) -> bool:
    """Whether the port can be bound on 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Ports nobody uses at this moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
