"""Ports of a stack."""

from __future__ import annotations

import socket

import pytest

from local.ports import Ports, PortTakenError
from tests.stack import free_port_base


def test_a_taken_port_is_named_with_its_purpose_and_a_way_out() -> None:
    """The error says which port, what for, and how to choose others."""
    ports = Ports(free_port_base())
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports["kafka"]))
        other.listen()
        with pytest.raises(PortTakenError) as refusal:
            ports.require_free()
    assert f"{ports['kafka']} (kafka)" in str(refusal.value)
    assert "--port-base" in str(refusal.value)
    ports.require_free()
