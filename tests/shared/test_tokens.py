"""Secrets that are derived: right ones open, everything near them doesn't."""

from __future__ import annotations

import base64
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import compact, from_compact
from shared.tokens import Keyring, parse_token

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


def opens(keys: Keyring, token: str, generation: int = 1) -> bool:
    """Whether a token is accepted."""
    parsed = parse_token(token)
    return parsed is not None and keys.matches(parsed, generation)


@given(st.uuids(), st.integers(1, 9))
def test_a_token_opens_its_own_thing_and_generation(id_: UUID, generation: int) -> None:
    """Raising the generation revokes what was written before."""
    keys = Keyring.parse("manage", NEW)
    token = keys.token(id_, generation)
    assert opens(keys, token, generation)
    assert not opens(keys, token, generation + 1)


def test_a_token_of_one_purpose_opens_no_other() -> None:
    """The same key text under another purpose is another key."""
    token = Keyring.parse("manage", NEW).token(uuid4(), 1)
    assert not opens(Keyring.parse("ticket", NEW), token)


def test_old_keys_verify_and_the_first_writes() -> None:
    """Rotation by kid: letters already sent go on working."""
    id_ = uuid4()
    before = Keyring.parse("manage", OLD).token(id_, 1)
    rotated = Keyring.parse("manage", f"{NEW},{OLD}")
    assert opens(rotated, before)
    assert rotated.token(id_, 1).startswith("new.")
    assert not opens(Keyring.parse("manage", NEW), before)


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Tokens come from addresses and scanners."""
    parsed = parse_token(text)
    assert parsed is None or not Keyring.parse("manage", NEW).matches(parsed, 1)


@given(st.integers(0, 70), st.sampled_from("AQgw-_09"))
def test_a_changed_character_opens_nothing(at: int, other: str) -> None:
    """Neither id nor mac nor kid may differ, not even in unused bits."""
    keys = Keyring.parse("manage", NEW)
    token = keys.token(UUID(int=7, version=4), 1)
    changed = token[: at % len(token)] + other + token[at % len(token) + 1 :]
    assert changed == token or not opens(keys, changed)


@pytest.mark.parametrize(
    "text", ["", "nocolon", "k:short", "k:!!!", f"k!:{NEW}", "k:" + "QQ==", f"{NEW},"]
)
def test_a_wrong_key_setting_is_refused(text: str) -> None:
    """At start, not at the first letter."""
    with pytest.raises(ValueError, match=r".+"):
        Keyring.parse("manage", text)


def test_digests_with_every_key_survive_a_rotation() -> None:
    """Look-ups by keyed hash still find what the old key wrote."""
    before = Keyring.parse("lookup", OLD).digest("a@example.org")
    assert before in Keyring.parse("lookup", f"{NEW},{OLD}").digests("a@example.org")


@given(st.uuids())
def test_compact_ids_are_read_back(id_: UUID) -> None:
    """22 characters, one spelling each."""
    assert from_compact(compact(id_)) == id_
